import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Command } from '../../lib/demo/connection.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';

/** A client with bad manners: it sends what it is told, whole or not, and reads no reply. */
export async function connectRaw({ host, port }: LocalNode): Promise<Socket> {
  const socket = connect(port, host);
  // The server may cut it off, which is what its tests are about.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket.pause();
}

/** Opens so many of them, whether the server keeps them or not. */
export function connectMany(node: LocalNode, count: number): Promise<readonly Socket[]> {
  return Promise.all(Array.from({ length: count }, () => connectRaw(node)));
}

/** Commands as they go over the wire. */
export function encode(commands: readonly Command[]): string {
  return commands
    .map((words) => `*${words.length}\r\n${words.map((word) => `$${String(word).length}\r\n${word}\r\n`).join('')}`)
    .join('');
}

/** The start of a SET of so many bytes, before the first of them: the server makes room for all of it. */
export function startOfSet(key: string, bytes: number): string {
  return `*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$${bytes}\r\n`;
}
