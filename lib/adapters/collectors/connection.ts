import type { TLSSocket } from 'node:tls';
import { Redis } from 'ioredis';
import { type Address, parseAddress } from '../../core/address.ts';
import type { CertificateDates } from '../../core/facts.ts';
import { failed, type Observed, ok } from '../../core/observed.ts';
import { classifyError } from '../../core/parse/errors.ts';
import type { Reply } from '../../core/reply.ts';
import type { ConnectionSettings } from '../../ports.ts';
import { certificateDates } from './certificate-dates.ts';
import { afterSilence } from './silence-timer.ts';
import { tlsOptions } from './tls-options.ts';

/** One open connection for one visit. Nothing is retried, queued or sent unasked. */
export interface OpenConnection {
  readonly tls: boolean;
  readonly connectMs: number;
  /** When the certificates end that the node shows; undefined without TLS, null where a date cannot be read. */
  certificates(this: void): CertificateDates | null | undefined;
  /**
   * Sends all commands in one write and resolves when each has its answer. When the silence lasts longer than
   * `timeoutMs` the connection is dropped, and what is still open carries the error; what was answered stays.
   */
  ask(commands: readonly Command[], timeoutMs: number): Promise<readonly Reply[]>;
  close(this: void): Promise<void>;
}

export interface Command {
  readonly words: readonly (string | number)[];
  /** Slow-log arguments are bytes: as text they would be damaged before they are redacted. */
  readonly binary?: boolean;
}

/** No answer within the time allowed. */
class SilenceError extends Error {
  override readonly name = 'SilenceError';
  readonly code = 'ETIMEDOUT';
  constructor(timeoutMs: number) {
    super(`no reply within ${timeoutMs} ms`);
  }
}

/** The whole audit was over before this question: that says nothing about the node. */
class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly code = 'ABORT_ERR';
}

/**
 * Connects to one node: no ready check, no login, no queue, no reconnecting, RESP2, so that only what the visit asks
 * reaches the server. ioredis reports why a connection failed on its `error` event only, hence the listener. It stays
 * although a protocol reader of our own would be quicker: a client that many others use and mend is worth more here
 * (docs/adr).
 */
export async function openConnection(
  announced: string,
  settings: ConnectionSettings,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Observed<OpenConnection>> {
  const dialled = parseAddress(settings.natMap?.[announced] ?? announced);
  if (dialled === null || dialled.port === 0) return failed('connect-refused', `${announced} is not a usable address`);
  if (signal.aborted) return classifyError(new DeadlineError());
  const started = performance.now();
  const redis = new Redis(redisOptions(dialled, settings, timeoutMs));
  const failure: { cause?: unknown } = {};
  redis.on('error', (error) => {
    failure.cause ??= error;
  });
  const ended = new Promise<void>((resolve) => {
    redis.once('end', resolve);
  });
  const drop = (): void => redis.disconnect();
  signal.addEventListener('abort', drop, { once: true });
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', drop);
    redis.disconnect();
    await ended;
  };
  try {
    await withinTime(redis.connect(), timeoutMs, redis);
  } catch (error) {
    await close();
    return classifyError(failure.cause ?? (signal.aborted ? new DeadlineError() : error));
  }
  const connectMs = performance.now() - started;
  const ask = (commands: readonly Command[], limitMs: number): Promise<readonly Reply[]> =>
    askAll(redis, commands, limitMs, (reason) => failure.cause ?? (signal.aborted ? new DeadlineError() : reason));
  const tls = settings.tls !== undefined;
  const certificates = () => (tls ? certificateDates(redis.stream as TLSSocket) : undefined);
  return ok({ tls, connectMs, certificates, ask, close });
}

function redisOptions(address: Address, settings: ConnectionSettings, timeoutMs: number) {
  const { tls } = settings;
  return {
    host: address.host,
    port: address.port,
    protocol: 2 as const,
    lazyConnect: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    disableClientInfo: true,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    // Ours comes first: this one would fire before what has arrived is read.
    connectTimeout: timeoutMs + 1000,
    disconnectTimeout: 100,
    ...(tls === undefined ? {} : { tls: tlsOptions(tls, address.host) }),
  };
}

/** Rejects with {@link SilenceError}, and drops the connection, when `promise` takes longer. */
async function withinTime<T>(promise: Promise<T>, timeoutMs: number, redis: Redis): Promise<T> {
  let stop = (): void => undefined;
  const silence = new Promise<never>((_, reject) => {
    stop = afterSilence(timeoutMs, () => {
      reject(new SilenceError(timeoutMs));
      redis.disconnect();
    });
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    stop();
  }
}

async function askAll(
  redis: Redis,
  commands: readonly Command[],
  timeoutMs: number,
  whyLost: (reason: unknown) => unknown,
): Promise<readonly Reply[]> {
  let silent = false;
  const stop = afterSilence(timeoutMs, () => {
    silent = true;
    redis.disconnect();
  });
  redis.stream?.cork();
  const replies = commands.map(({ words: [name = '', ...rest], binary }) =>
    binary === true ? redis.callBuffer(String(name), ...rest) : redis.call(String(name), ...rest),
  );
  redis.stream?.uncork();
  const settled = await Promise.allSettled(replies);
  stop();
  return settled.map((reply): Reply => {
    if (reply.status === 'fulfilled') return { value: reply.value };
    if (isServerReply(reply.reason)) return { error: reply.reason };
    return { error: silent ? new SilenceError(timeoutMs) : whyLost(reply.reason) };
  });
}

/** An error that the server sent, as opposed to a connection that failed. */
export function isServerReply(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'ReplyError';
}
