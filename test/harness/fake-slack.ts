import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { textOf } from './fake-secrets.ts';

/** What an incoming webhook of Slack does with a message. */
export type SlackReply =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Takes the message and never says so. */
  | 'hang'
  /** Says that it has it, and then never ends. */
  | 'hang-after-status'
  | 'reset';

export const taken: SlackReply = { status: 200, body: 'ok' };

/** A message as it arrived. */
export interface Posted {
  readonly path: string;
  readonly type: string | undefined;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Slack's incoming webhooks on loopback. */
export interface FakeSlack {
  /** Address of a webhook with this path. */
  url(path: string): string;
  /** Everything that was sent to it, taken or not. */
  readonly posted: Posted[];
  /** Connections accepted so far. */
  connections(): number;
  /** Asked at each message. */
  reply: (message: Posted) => SlackReply;
  close(): Promise<void>;
}

export async function startFakeSlack(): Promise<FakeSlack> {
  const posted: Posted[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    const { url: path = '', headers } = request;
    const message = { path, type: headers['content-type'], body: await textOf(request), at: Date.now() };
    posted.push(message);
    answer(response, slack.reply(message));
  });
  server.on('connection', () => {
    connections++;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const slack: FakeSlack = {
    url: (path) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    posted,
    connections: () => connections,
    reply: () => taken,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return slack;
}

function answer(response: ServerResponse, reply: SlackReply): void {
  if (reply === 'hang') return;
  if (reply === 'reset') response.socket?.resetAndDestroy();
  else if (reply === 'hang-after-status') response.writeHead(200).write('o');
  else response.writeHead(reply.status, { ...reply.headers }).end(reply.body);
}
