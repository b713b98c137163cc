import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SlackMessage } from '../../lib/core/slack-blocks.ts';
import { textOf } from './fake-secrets.ts';

/** Slack's end of an incoming webhook, on loopback. */
export interface FakeSlack {
  readonly endpoint: string;
  readonly posted: readonly { readonly path: string; readonly at: number; readonly message: SlackMessage }[];
  /** Status and word in place of `ok`, by the path of the webhook; null breaks the connection. */
  answer: (path: string) => readonly [status: number, word: string] | null | undefined;
  close(): Promise<void>;
}

export async function startFakeSlack(): Promise<FakeSlack> {
  const posted: { path: string; at: number; message: SlackMessage }[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const answer = slack.answer(path);
    const message = JSON.parse(await textOf(request)) as SlackMessage;
    if (answer === null) return void request.socket.resetAndDestroy();
    if (answer === undefined) posted.push({ path, at: performance.now(), message });
    const [status, word] = answer ?? [200, 'ok'];
    response.writeHead(status).end(word);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const slack: FakeSlack = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posted,
    answer: () => undefined,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return slack;
}
