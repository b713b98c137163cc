import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fakeUploads } from './fake-uploads.ts';

/** What goes wrong with one request; `lost reply` does the work first, `stall` never answers, `half` and `cut` only half. */
export type S3Fault =
  | 'slow down'
  | 'internal error'
  | 'reset'
  | 'lost reply'
  | 'stall'
  | 'denied'
  | 'busy'
  | 'no bucket'
  | 'half'
  | 'cut';

/** A bucket on loopback that does what S3 does with conditional writes, and fails on demand. */
export interface FakeS3 {
  readonly endpoint: string;
  readonly objects: Map<string, Buffer>;
  /** Parts that were sent of uploads that are neither completed nor aborted. */
  partsLeft(): number;
  /** Requests so far, `PUT facts/…`; those of multipart uploads are CREATE, PART, COMPLETE, ABORT and UPLOADS. */
  readonly requests: readonly string[];
  /** Asked before each request; undefined lets it through. */
  fault: (method: string, key: string, count: number) => S3Fault | undefined;
  /** Milliseconds before each answer. */
  slowness: number;
  close(): Promise<void>;
}

const answers: Readonly<Partial<Record<S3Fault, readonly [status: number, code: string]>>> = {
  'slow down': [503, 'SlowDown'],
  'internal error': [500, 'InternalError'],
  denied: [403, 'AccessDenied'],
  busy: [409, 'ConditionalRequestConflict'],
  'no bucket': [404, 'NoSuchBucket'],
};

export async function startFakeS3(): Promise<FakeS3> {
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const requests: string[] = [];
  const uploads = fakeUploads();
  const s3: FakeS3 = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    partsLeft: () => uploads.partsLeft(),
    requests,
    fault: () => undefined,
    slowness: 0,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', s3.endpoint);
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'));
    const method = uploads.methodOf(request.method ?? '', url.searchParams) ?? plainMethod(request.method ?? '', key);
    const body = await bodyOf(request);
    requests.push(`${method} ${key}`);
    const fault = s3.fault(method, key || (url.searchParams.get('prefix') ?? ''), requests.length);
    await delay(s3.slowness);
    if (fault === 'stall') return;
    if (fault === 'reset') return void request.socket.resetAndDestroy();
    const answer = fault === undefined ? undefined : answers[fault];
    if (answer !== undefined) return sendError(response, ...answer);
    const reply =
      uploads.answer(method, { key, search: url.searchParams, headers: request.headers, body, objects: s3.objects }) ??
      (method === 'LIST' ? list(s3.objects, url.searchParams) : object(s3.objects, method, key, request, body));
    if (fault === 'lost reply') return void request.socket.resetAndDestroy();
    if (typeof reply === 'string') return sendError(response, statuses[reply] ?? 400, reply);
    response.writeHead(200, { 'content-length': reply.body.length, ...reply.headers });
    if (fault === 'cut')
      return void response.write(reply.body.subarray(0, reply.body.length / 2), () => request.socket.destroy());
    if (fault === 'half') return void response.write(reply.body.subarray(0, 1));
    response.end(reply.body);
  };
  return s3;
}

const statuses: Readonly<Record<string, number>> = { NoSuchKey: 404, NoSuchUpload: 404, PreconditionFailed: 412 };

function plainMethod(method: string, key: string): string {
  return method === 'GET' && key === '' ? 'LIST' : method;
}

/** What a request is answered with. */
export interface Reply {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export const etagOf = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`;

/** What the writer of an object noted beside it. */
const metadata = new WeakMap<Buffer, Readonly<Record<string, string>>>();

/** Puts an object in its place, with the headers that are kept with it. */
export function place(objects: Map<string, Buffer>, key: string, body: Buffer, headers: IncomingHttpHeaders): void {
  const kept = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  metadata.set(body, Object.fromEntries(kept.map(([name, value]) => [name, String(value)])));
  objects.set(key, body);
}

function object(objects: Map<string, Buffer>, method: string, key: string, request: IncomingMessage, body: Buffer) {
  const stored = objects.get(key);
  if (method === 'DELETE') objects.delete(key);
  if (method === 'DELETE') return replyWith(Buffer.alloc(0), {});
  if (method === 'HEAD' && stored !== undefined)
    return replyWith(Buffer.alloc(0), { ...metadata.get(stored), 'content-length': String(stored.length) });
  if (method === 'GET' || method === 'HEAD')
    return stored === undefined ? 'NoSuchKey' : replyWith(partOf(stored, request), { etag: etagOf(stored) });
  const { 'if-match': match, 'if-none-match': noneMatch } = request.headers;
  if (match !== undefined && stored === undefined) return 'NoSuchKey';
  const refused =
    (noneMatch === '*' && stored !== undefined) || (match !== undefined && match !== etagOf(stored ?? body));
  if (refused) return 'PreconditionFailed';
  place(objects, key, body, request.headers);
  return replyWith(Buffer.alloc(0), { etag: etagOf(body) });
}

/** What `range: bytes=0-9` asks for. */
function partOf(stored: Buffer, { headers: { range } }: IncomingMessage): Buffer {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  return from === undefined ? stored : stored.subarray(Number(from), Number(to) + 1);
}

export function replyWith(body: Buffer, headers: Readonly<Record<string, string>>): Reply {
  return { body, headers };
}

/** A page of two keys, so that whoever lists has to ask again. */
function list(objects: Map<string, Buffer>, search: URLSearchParams): Reply {
  const [prefix, after] = [search.get('prefix') ?? '', search.get('start-after') ?? ''];
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const contents = keys.slice(0, 2).map((key) => `<Contents><Key>${key}</Key></Contents>`);
  const xml = `<ListBucketResult><IsTruncated>${keys.length > 2}</IsTruncated>${contents.join('')}</ListBucketResult>`;
  return replyWith(Buffer.from(xml), { 'content-type': 'application/xml' });
}

function sendError(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);
}

/** Streams come in chunks with a size, and perhaps a signature, before each. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const sent = Buffer.concat(parts);
  if (!/aws-chunked/.test(request.headers['content-encoding'] ?? '')) return sent;
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = sent.indexOf('\r\n', at);
    const size = Number.parseInt(sent.subarray(at, end).toString(), 16);
    if (!(size > 0)) return Buffer.concat(chunks);
    chunks.push(sent.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
