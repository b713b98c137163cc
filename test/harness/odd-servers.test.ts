import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Command, sendCommands } from '../../lib/demo/connection.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from './cluster.ts';
import { commandReader } from './command-reader.ts';
import {
  type OddServer,
  startClosingServer,
  startGarbageServer,
  startHttpServer,
  startSilentServer,
  startSwallowingProxy,
} from './odd-servers.ts';

let server: OddServer;
afterEach(() => server.close());

function ask(...commands: Command[]): Promise<readonly unknown[]> {
  return sendCommands({ ...server, login: undefined, tls: undefined }, commands, 300);
}

/** What the first bytes of a connection are, after a PING. */
async function firstBytes(): Promise<string> {
  const socket = connect(server.port, server.host);
  socket.write('*1\r\n$4\r\nPING\r\n');
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return chunk.toString();
}

describe('servers that are no Redis', () => {
  test('a web server takes a command for a bad request', async () => {
    server = await startHttpServer();
    expect(await firstBytes()).toMatch(/^HTTP\/1.1 400/);
    await expect(ask(['PING'])).rejects.toThrow();
  });

  test('one answers garbage', async () => {
    server = await startGarbageServer();
    expect(await firstBytes()).toContain('no RESP');
    await expect(ask(['PING'])).rejects.toThrow();
  });

  test('one accepts and stays silent', async () => {
    server = await startSilentServer();
    await expect(ask(['PING'])).rejects.toThrow(/timed out/);
    expect(server.connections()).toBe(1);
  });

  test('one accepts and closes at once', async () => {
    server = await startClosingServer();
    await expect(ask(['PING'])).rejects.toThrow(/closed/i);
    expect(server.connections()).toBe(1);
  });

  test('none keeps a connection after it is closed', async () => {
    server = await startSilentServer();
    const socket = connect(server.port, server.host);
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    await server.close();
    await closed;
    server = await startSilentServer();
  });
});

describe('a proxy that never answers one command', () => {
  const cluster = useCluster({ mode: 'plain', replicasPerPrimary: 0 });
  const before = (command: string) => startSwallowingProxy(nodeAt(cluster().nodes, 0), command);

  test(
    'passes on every other command',
    async () => {
      server = await before('SLOWLOG');
      expect(await ask(['PING'], ['CONFIG', 'GET', 'save'])).toEqual(['PONG', ['save', '']]);
    },
    clusterTestTimeoutMs,
  );

  test('and leaves that one and what follows on the connection without a reply', async () => {
    server = await before('slowlog');
    const socket = connect(server.port, server.host);
    const heard: string[] = [];
    socket.on('data', (chunk: Buffer) => heard.push(chunk.toString()));
    socket.write('*1\r\n$4\r\nPING\r\n*2\r\n$7\r\nSLOWLOG\r\n$3\r\nLEN\r\n*1\r\n$4\r\nPING\r\n');
    await sleep(200);
    socket.destroy();
    expect(heard.join('')).toBe('+PONG\r\n');
  });

  test('may be told two words of it', async () => {
    server = await before('CONFIG GET');
    expect(await ask(['PING'], ['CONFIG', 'RESETSTAT'])).toEqual(['PONG', 'OK']);
    await expect(ask(['CONFIG', 'GET', 'save'])).rejects.toThrow(/timed out/);
  });
});

describe('the reader of requests', () => {
  const feed = (...chunks: string[]) => {
    const heard: (readonly string[])[] = [];
    const read = commandReader(({ words }) => heard.push(words));
    return { understood: chunks.every((chunk) => read(Buffer.from(chunk))), heard };
  };

  test.each([
    ['one request', ['*1\r\n$4\r\nPING\r\n'], [['PING']]],
    ['two in one chunk', ['*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nECHO\r\n$2\r\nå\r\n'], [['PING'], ['ECHO', 'å']]],
    ['one in pieces', ['*2\r\n$4\r', '\nECHO\r\n$1', '\r\nx\r', '\n'], [['ECHO', 'x']]],
    ['an argument with a line break', ['*2\r\n$4\r\nECHO\r\n$3\r\n\r\nx\r\n'], [['ECHO', '\r\nx']]],
  ])('%s', (_, chunks, heard) => {
    expect(feed(...chunks)).toEqual({ understood: true, heard });
  });

  test.each(['GET / HTTP/1.1\r\n\r\n', '\u0016\u0003\u0001', '*1\r\n+PING\r\n'])('%j is no request', (text) => {
    expect(feed(text).understood).toBe(false);
  });
});
