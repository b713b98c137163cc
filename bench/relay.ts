import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { LocalNode } from '../lib/demo/local-node.ts';

/** Stands before a node, passes everything on and counts how often the node was asked and then waited for. */
export interface Relay {
  readonly address: string;
  /** Round trips so far, connecting left out: questions that came together count as one. */
  roundTrips(): number;
  close(): Promise<void>;
}

export async function openRelay(node: LocalNode): Promise<Relay> {
  let trips = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(node.port, node.host);
    let asking = false;
    client.on('data', () => {
      if (!asking) trips += 1;
      asking = true;
    });
    upstream.on('data', () => {
      asking = false;
    });
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => client.destroy());
      socket.on('close', () => upstream.destroy());
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    roundTrips: () => trips,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
