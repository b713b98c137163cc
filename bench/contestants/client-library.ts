import { openConnection } from '../../lib/adapters/collectors/connection.ts';
import type { Contestant } from '../measure.ts';
import type { Visit } from './raw-sockets.ts';

/** The same questions over the client library that the product uses: what it alone adds to the floor. */
export function clientLibrary(visits: () => readonly Visit[]): Contestant {
  return {
    name: 'client library, same questions',
    async run() {
      await Promise.all(visits().map(ask));
    },
  };
}

async function ask({ address, commands }: Visit): Promise<void> {
  const opened = await openConnection(address, {}, 10_000, neverAborted);
  if (opened.state !== 'ok') throw new Error(`${address}: ${opened.detail}`);
  const replies = await opened.value.ask(commands, 10_000);
  await opened.value.close();
  if (replies.some((reply) => 'error' in reply)) throw new Error(`${address} refused a question`);
}

const neverAborted = new AbortController().signal;
