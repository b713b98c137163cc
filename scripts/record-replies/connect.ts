import { Redis } from 'ioredis';
import type { Address } from '../../lib/core/address.ts';

/** A connection that sends nothing unasked. */
export interface Server {
  readonly address: Address;
  call(...words: readonly string[]): Promise<unknown>;
  /** As `call`, with strings as bytes. */
  callBuffer(...words: readonly string[]): Promise<unknown>;
  disconnect(): void;
}

export async function connect(address: Address): Promise<Server> {
  const redis = new Redis({
    ...address,
    protocol: 2,
    lazyConnect: true,
    enableReadyCheck: false,
    disableClientInfo: true,
    retryStrategy: () => null,
  });
  redis.on('error', (error) => console.error(error.message));
  await redis.connect();
  return {
    address,
    call: (name = '', ...words) => redis.call(name, ...words),
    callBuffer: (name = '', ...words) => redis.callBuffer(name, ...words),
    disconnect: () => redis.disconnect(),
  };
}

/** The text of the error that a question is answered with; empty when it is answered well. */
export async function errorOf(reply: Promise<unknown>): Promise<string> {
  try {
    await reply;
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
