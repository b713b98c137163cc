import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalNode } from '../../lib/demo/local-node.ts';

/** Writes numbered records to one primary and notes when each was acknowledged. */
export interface Load {
  /** The key of a record. */
  keyOf(this: void, number: number): string;
  /** Number of a record → when its OK arrived, as `performance.now()` has it; only those that were acknowledged. */
  readonly acknowledged: ReadonlyMap<number, number>;
  /** Resolves when so many records are acknowledged. @throws Error when they are not within 10 s */
  untilAcknowledged(count: number): Promise<void>;
  /** Ends it; what is on its way then counts as not acknowledged. */
  stop(): Promise<void>;
}

const CONNECTIONS = 4;

/** Writes on their way at a time on each connection, and how often that is looked after. */
const DEPTH = 4;
const TICK_MS = 2;

/** One connection with the numbers whose reply it waits for, oldest first. */
interface Writer {
  readonly socket: Socket;
  readonly waiting: number[];
}

/**
 * Starts the load. It goes on through errors: what a node refuses is not acknowledged, and a lost connection ends
 * only itself.
 *
 * @param prefix of the keys, with a hash tag that belongs to the node
 */
export async function startLoad(node: LocalNode, prefix: string): Promise<Load> {
  const acknowledged = new Map<number, number>();
  const keyOf = (number: number): string => `${prefix}:${number}`;
  const writers = await Promise.all(
    Array.from({ length: CONNECTIONS }, () =>
      openWriter(node, (number) => acknowledged.set(number, performance.now())),
    ),
  );
  let next = 0;
  const timer = setInterval(() => {
    for (const writer of writers) {
      const count = writer.socket.writable ? DEPTH - writer.waiting.length : 0;
      const numbers = Array.from({ length: Math.max(0, count) }, () => next++);
      writer.waiting.push(...numbers);
      writer.socket.write(numbers.map((number) => setCommand(keyOf(number), String(number))).join(''));
    }
  }, TICK_MS);
  return {
    keyOf,
    acknowledged,
    async untilAcknowledged(count) {
      const end = performance.now() + 10_000;
      while (acknowledged.size < count) {
        if (performance.now() > end) throw new Error(`${acknowledged.size} of ${count} records were acknowledged`);
        await delay(10);
      }
    },
    async stop() {
      clearInterval(timer);
      for (const { socket } of writers) socket.destroy();
    },
  };
}

async function openWriter(node: LocalNode, acknowledge: (number: number) => void): Promise<Writer> {
  const socket = connect({ host: node.host, port: node.port, noDelay: true });
  await once(socket, 'connect');
  const waiting: number[] = [];
  let rest = '';
  // A killed server is what this is for.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const number = waiting.shift();
      if (line === '+OK' && number !== undefined) acknowledge(number);
    }
  });
  return { socket, waiting };
}

function setCommand(key: string, value: string): string {
  return `*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$${value.length}\r\n${value}\r\n`;
}
