/**
 * Run as a process of its own, so that nothing of the bench is in its times: one client that writes and reads one key
 * after another, as fast as the node answers. Told `begin` it starts a series, told `end` it hands the series over.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { roundTrips } from '../../lib/cli/latency/round-trips.ts';

const [port, keys] = process.argv.slice(2).map(Number);
const socket = connect({ host: '127.0.0.1', port: port ?? 0, noDelay: true });
await once(socket, 'connect');
const value = 'x'.repeat(1000);
let trips = roundTrips();
process.on('message', (word) => {
  if (word === 'end') process.send?.(trips.summary());
  trips = roundTrips();
});
process.send?.('ready');
for (let turn = 0; ; turn++) {
  const key = `key:${Math.floor(Math.random() * (keys ?? 1))}`;
  const started = performance.now();
  socket.write(turn % 2 === 0 ? command('SET', key, value) : command('GET', key));
  await reply(turn % 2 === 0 ? '+OK\r\n'.length : `$${value.length}\r\n`.length + value.length + 2);
  trips.record((performance.now() - started) * 1000);
}

function command(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}

/** All values are of one length, so a reply is over when so many bytes have come. */
async function reply(length: number): Promise<void> {
  let received = 0;
  while (received < length) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    if (chunk[0] === 45 && received === 0) throw new Error(chunk.toString());
    received += chunk.length;
  }
}
