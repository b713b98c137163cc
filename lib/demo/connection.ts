import { Redis } from 'ioredis';
import type { ClientTls } from './certificates.ts';

/** Who logs in; without a name the user `default`. */
export interface Login {
  readonly username?: string;
  readonly password: string;
}

/** Where and how to connect. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly login: Login | undefined;
  readonly tls: ClientTls | undefined;
}

/** One command with its arguments. */
export type Command = readonly (string | number)[];

/**
 * Sends commands in one pipeline over a connection of their own.
 *
 * @returns one reply for each command; an error reply stays an Error among them
 * @throws Error when there is no connection, or no reply within `timeoutMs`
 */
export async function sendCommands(
  endpoint: Endpoint,
  commands: readonly Command[],
  timeoutMs = 10_000,
): Promise<readonly unknown[]> {
  const redis = clientOf(endpoint, timeoutMs);
  let cause: Error | undefined;
  redis.on('error', (error: Error) => {
    cause = error;
  });
  try {
    await redis.connect();
    const calls = commands.map((command) => ['call', ...command]);
    const replies = (await redis.pipeline(calls).exec()) ?? [];
    return replies.map(([error, reply]) => orThrowUnlessReply(error) ?? reply);
  } catch (error) {
    // ioredis only says that the connection is closed; why stands in the event.
    throw cause ?? error;
  } finally {
    redis.disconnect();
  }
}

function clientOf({ host, port, login, tls }: Endpoint, timeoutMs: number): Redis {
  return new Redis({
    host,
    port,
    ...login,
    ...(tls === undefined ? {} : { tls }),
    lazyConnect: true,
    protocol: 2,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    disableClientInfo: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    disconnectTimeout: 100,
  });
}

/** What the server refused is a reply; a time-out or a broken connection is none. */
function orThrowUnlessReply(error: Error | null): Error | null {
  if (error !== null && error.name !== 'ReplyError') throw error;
  return error;
}
