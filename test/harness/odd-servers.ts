import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { commandReader, type RequestBytes } from './command-reader.ts';

/** Something that listens where a Redis node was expected. */
export interface OddServer {
  readonly host: string;
  readonly port: number;
  readonly address: string;
  /** Connections accepted so far. */
  connections(): number;
  /** Ends it with all its connections. */
  close(): Promise<void>;
}

/** A web server: it takes a command for a bad request. */
export function startHttpServer(): Promise<OddServer> {
  return listen(createHttpServer((_request, response) => response.end('hello')));
}

/** Sends bytes that are no RESP as soon as it hears anything. */
export function startGarbageServer(): Promise<OddServer> {
  return listen(
    createServer((socket) => socket.on('data', () => socket.write(Buffer.from('\u0000\u0001?\r\nno RESP\r\n')))),
  );
}

/** Speaks the protocol, and refuses whatever it is asked. */
export function startRefusingServer(): Promise<OddServer> {
  return listen(
    createServer((socket) =>
      socket.on(
        'data',
        commandReader(() => void socket.write('-ERR not today\r\n')),
      ),
    ),
  );
}

/** Accepts, reads and never says a word. */
export function startSilentServer(): Promise<OddServer> {
  return listen(createServer((socket) => socket.resume()));
}

/** Accepts and closes at once. */
export function startClosingServer(): Promise<OddServer> {
  return listen(createServer((socket) => socket.destroy()));
}

/**
 * Stands before a real node and never answers one command, such as `SLOWLOG` or `CONFIG GET`. As replies come in
 * order, nothing that the same connection sends after it is answered either.
 */
export function startSwallowingProxy(node: { host: string; port: number }, command: string): Promise<OddServer> {
  const isSwallowed = (words: readonly string[]) => words.join(' ').toUpperCase().startsWith(command.toUpperCase());
  return startProxy(node, () => {
    let silent = false;
    return ({ bytes, words }, upstream) => {
      silent ||= isSwallowed(words);
      if (!silent) upstream.write(bytes);
    };
  });
}

/**
 * Stands before a real node, hears every request, and passes it on when the listener is done with it: one that
 * waits keeps the request, and all that follow on the same connection, from the node for so long.
 */
export function startListeningProxy(
  node: { host: string; port: number },
  hear: (words: readonly string[]) => void | Promise<void>,
): Promise<OddServer> {
  return startProxy(node, () => {
    let before: Promise<void> = Promise.resolve();
    return ({ bytes, words }, upstream) => {
      const passOn = async (): Promise<void> => {
        await hear(words);
        upstream.write(bytes);
      };
      before = before.then(passOn).catch((error: unknown) => void upstream.destroy(error as Error));
    };
  });
}

/** Stands before a real node and counts the bytes that come from it. It takes no more than its own client takes. */
export async function startCountingProxy(node: {
  host: string;
  port: number;
}): Promise<OddServer & { passed(this: void): number }> {
  let passed = 0;
  const server = createServer((client) => {
    const upstream = connect(node.port, node.host);
    upstream.on('data', (chunk) => {
      passed += chunk.length;
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
    // Not more than this: what is on its way when the node closes still has to arrive.
    upstream.pipe(client).pipe(upstream);
  });
  return { ...(await listen(server)), passed: () => passed };
}

/** @param open makes what each request of one connection is given to, together with the way to the node */
function startProxy(
  node: { host: string; port: number },
  open: () => (request: RequestBytes, upstream: Socket) => void,
): Promise<OddServer> {
  const server = createServer((client) => {
    const upstream = connect(node.port, node.host);
    const take = open();
    const read = commandReader((request) => take(request, upstream));
    client.on('data', (chunk: Buffer) => {
      if (!read(chunk)) client.destroy();
    });
    upstream.pipe(client);
    pairUp(client, upstream);
  });
  return listen(server);
}

function pairUp(client: Socket, upstream: Socket): void {
  for (const [one, other] of [[client, upstream] as const, [upstream, client] as const]) {
    one.on('close', () => other.destroy());
    one.on('error', () => other.destroy());
  }
}

async function listen(server: Server): Promise<OddServer> {
  const sockets = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    host: '127.0.0.1',
    port,
    address: `127.0.0.1:${port}`,
    connections: () => count,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
