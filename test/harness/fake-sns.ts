import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { textOf } from './fake-secrets.ts';

/** A message as it was published. */
export interface Published {
  readonly topic: string;
  readonly subject: string;
  readonly structure: string;
  readonly message: string;
}

/** SNS on loopback, as far as messages are published to it. */
export interface FakeSns {
  readonly endpoint: string;
  readonly published: readonly Published[];
  /** Actions that were asked for. */
  readonly asked: readonly string[];
  /** Asked before each action: an error of this name and status in place of an answer. */
  fault: (action: string) => readonly [status: number, code: string] | undefined;
  subscriptionsPending: number;
  close(): Promise<void>;
}

export async function startFakeSns(): Promise<FakeSns> {
  const published: Published[] = [];
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await textOf(request));
    const action = form.get('Action') ?? '';
    asked.push(action);
    const fault = sns.fault(action);
    response.setHeader('content-type', 'text/xml');
    if (fault !== undefined) {
      const [status, code] = fault;
      response.writeHead(status).end(`<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>`);
      return;
    }
    if (action === 'Publish') published.push(messageIn(form));
    const attributes = `<Attributes><entry><key>SubscriptionsPending</key><value>${sns.subscriptionsPending}</value></entry></Attributes>`;
    const result = action === 'Publish' ? '<MessageId>1</MessageId>' : attributes;
    response.end(`<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sns: FakeSns = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    published,
    asked,
    fault: () => undefined,
    subscriptionsPending: 0,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return sns;
}

function messageIn(form: URLSearchParams): Published {
  const [topic = '', subject = '', structure = '', message = ''] = [
    'TopicArn',
    'Subject',
    'MessageStructure',
    'Message',
  ].map((name) => form.get(name) ?? '');
  return { topic, subject, structure, message };
}
