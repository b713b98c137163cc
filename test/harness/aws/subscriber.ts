import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a topic told a web server. */
export interface Notification {
  readonly TopicArn: string;
  readonly MessageId: string;
  readonly Subject?: string;
  readonly Message: string;
}

/** A web server that somebody subscribed to topics. */
export interface Subscriber {
  readonly url: string;
  /** So far, in the order in which they came. */
  readonly notifications: readonly Notification[];
  /** Bodies of requests that no topic made, such as those of a function that posts to a webhook. */
  readonly posts: readonly string[];
  /** Status of the answers from now on; 200 at first. */
  answerWith(status: number): void;
  close(): Promise<void>;
}

/** Starts one on loopback. It agrees to be subscribed by following the link it is sent, as a person would. */
export async function startSubscriber(): Promise<Subscriber> {
  const [notifications, posts]: [Notification[], string[]] = [[], []];
  let status = 200;
  const take = async (request: IncomingMessage): Promise<void> => {
    const body = await text(request);
    const kind = request.headers['x-amz-sns-message-type'];
    if (kind === 'SubscriptionConfirmation') await fetch((JSON.parse(body) as { SubscribeURL: string }).SubscribeURL);
    else if (kind === 'Notification') notifications.push(JSON.parse(body) as Notification);
    else posts.push(body);
  };
  const server = createServer((request, response) => {
    void take(request).then(() => response.writeHead(status).end('ok'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    notifications,
    posts,
    answerWith(next) {
      status = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
