import { connect } from 'node:net';
import type { Asked } from '../../lib/adapters/collectors/questionnaire.ts';
import { parseAddress } from '../../lib/core/address.ts';
import type { Contestant } from '../measure.ts';
import { readReplies } from './resp-reader.ts';

/** One node and the commands it is asked. */
export interface Visit {
  readonly address: string;
  readonly commands: readonly Asked[];
}

/**
 * The floor: of each node one connection, one write with all questions, and the answers read into values; nothing is
 * discovered, judged or stored.
 *
 * @param visits asked anew for each run, so that the questions are those of the contestant they are copied from
 */
export function rawSockets(visits: () => readonly Visit[]): Contestant {
  return {
    name: 'raw sockets, same questions',
    async run() {
      await Promise.all(visits().map(ask));
    },
  };
}

async function ask({ address, commands }: Visit): Promise<readonly unknown[]> {
  const { host, port } = parseAddress(address) ?? { host: '', port: 0 };
  const socket = connect({ host, port, noDelay: true });
  socket.write(commands.map(({ words }) => encode(words)).join(''));
  let received: Buffer = Buffer.alloc(0);
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', () => reject(new Error(`${address} closed the connection`)));
      socket.on('data', (chunk) => {
        received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
        const replies = readReplies(received, commands.length);
        if (replies !== null) resolve(replies);
      });
    });
  } finally {
    socket.destroy();
  }
}

/** A command as the protocol writes it; the words are ASCII, so characters are bytes. */
function encode(words: readonly (string | number)[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${String(word).length}\r\n${word}\r\n`).join('')}`;
}
