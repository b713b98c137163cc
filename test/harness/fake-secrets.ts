import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Secrets Manager on loopback, as far as one secret is read. */
export interface FakeSecrets {
  readonly endpoint: string;
  /** Name → text; `{ error }` in place of it is an error of that name. */
  readonly secrets: Map<string, string | { readonly error: string }>;
  /** Names that were asked for. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export async function startFakeSecrets(): Promise<FakeSecrets> {
  const secrets: FakeSecrets['secrets'] = new Map();
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const { SecretId: id } = JSON.parse(await textOf(request)) as { readonly SecretId: string };
    asked.push(id);
    const secret = secrets.get(id) ?? { error: 'ResourceNotFoundException' };
    const [status, body] =
      typeof secret === 'string'
        ? [200, { Name: id, SecretString: secret }]
        : [400, { __type: secret.error, message: id }];
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets,
    asked,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The body of a request, as text. */
export async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
