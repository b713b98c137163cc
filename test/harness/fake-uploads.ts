import type { IncomingHttpHeaders } from 'node:http';
import { etagOf, place, type Reply, replyWith } from './fake-s3.ts';

/** Multipart uploads as S3 has them. */
interface FakeUploads {
  /** What kind of call on an upload this is; undefined when it is none. */
  methodOf(method: string, search: URLSearchParams): string | undefined;
  /** @returns the code of an error as a string, undefined when the call is about no upload */
  answer(method: string, call: UploadCall): Reply | string | undefined;
  partsLeft(): number;
}

interface UploadCall {
  readonly key: string;
  readonly search: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly objects: Map<string, Buffer>;
}

interface Upload {
  readonly key: string;
  readonly headers: IncomingHttpHeaders;
  readonly parts: Map<number, Buffer>;
}

const SMALLEST_PART = 5 * 2 ** 20;
const xml = (text: string): Reply => replyWith(Buffer.from(text), { 'content-type': 'application/xml' });

export function fakeUploads(): FakeUploads {
  const uploads = new Map<string, Upload>();
  let count = 0;

  function create({ key, headers }: UploadCall): Reply {
    const id = `upload-${++count}`;
    uploads.set(id, { key, headers, parts: new Map() });
    return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  }

  /** As S3 does it: parts in order, none but the last too small, each as its sender knows it. */
  function complete(id: string, { key, headers, parts }: Upload, call: UploadCall): Reply | string {
    const listed = [...call.body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) =>
      Number(number),
    );
    const tags = [...call.body.toString().matchAll(/<ETag>(?:&quot;|")?(\w+)/g)].map(([, tag]) => `"${tag}"`);
    const bodies = listed.map((number) => parts.get(number) ?? Buffer.alloc(0));
    if (call.headers['if-none-match'] === '*' && call.objects.has(key)) return 'PreconditionFailed';
    if (bodies.length === 0 || bodies.some((body, index) => etagOf(body) !== tags[index])) return 'InvalidPart';
    if (bodies.slice(0, -1).some(({ length }) => length < SMALLEST_PART)) return 'EntityTooSmall';
    place(call.objects, key, Buffer.concat(bodies), headers);
    uploads.delete(id);
    return xml('<CompleteMultipartUploadResult/>');
  }

  function list({ search }: UploadCall): Reply {
    const prefix = search.get('prefix') ?? '';
    const found = [...uploads].filter(([, { key }]) => key.startsWith(prefix));
    const lines = found.map(([id, { key }]) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`);
    return xml(`<ListMultipartUploadsResult>${lines.join('')}</ListMultipartUploadsResult>`);
  }

  return {
    methodOf(method, search) {
      if (search.has('uploads')) return method === 'POST' ? 'CREATE' : 'UPLOADS';
      if (!search.has('uploadId')) return undefined;
      return { PUT: 'PART', POST: 'COMPLETE', DELETE: 'ABORT' }[method];
    },
    answer(method, call) {
      if (method === 'CREATE') return create(call);
      if (method === 'UPLOADS') return list(call);
      if (!['PART', 'COMPLETE', 'ABORT'].includes(method)) return undefined;
      const id = call.search.get('uploadId') ?? '';
      const upload = uploads.get(id);
      if (upload === undefined) return 'NoSuchUpload';
      if (method === 'COMPLETE') return complete(id, upload, call);
      if (method === 'ABORT') uploads.delete(id);
      else upload.parts.set(Number(call.search.get('partNumber')), call.body);
      return replyWith(Buffer.alloc(0), method === 'PART' ? { etag: etagOf(call.body) } : {});
    },
    partsLeft: () => [...uploads.values()].reduce((sum, { parts }) => sum + parts.size, 0),
  };
}
