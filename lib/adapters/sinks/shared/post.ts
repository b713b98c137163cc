import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';

/** What came back for a message that was posted somewhere. Nothing of it holds the address or what was sent. */
export interface Answer {
  /** 0 without an answer, {@link NO_URL} where nobody could be asked. */
  readonly status: number;
  /** The beginning of the body of an answer that is no success; may quote what was sent, so it needs a look. */
  readonly body: string;
  /** Why there is no answer, in the system's word: `ECONNREFUSED`. */
  readonly failure: string;
  /** How long the other side asks to wait. */
  readonly waitMs: number;
}

export const NO_URL = -1;

export interface PostLimits {
  /** Longest wait for an answer. */
  readonly timeoutMs: number;
  /** Characters of a body that are read. */
  readonly mostBody: number;
}

/** One connection for each message: one that was kept from the last call may have died while the function slept. */
export async function post(address: string, body: string, limits: PostLimits): Promise<Answer> {
  const url = urlIn(address);
  if (url === undefined) return { status: NO_URL, body: '', failure: '', waitMs: 0 };
  const request = url.protocol === 'https:' ? tlsRequest : plainRequest;
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const signal = AbortSignal.timeout(limits.timeoutMs);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, { method: 'POST', agent: false, headers, signal }, resolve).on('error', reject).end(body);
    });
    return await read(response, limits.mostBody);
  } catch (error) {
    return { status: 0, body: '', failure: systemWord(error, limits.timeoutMs), waitMs: 0 };
  }
}

export function isTaken({ status }: Pick<Answer, 'status'>): boolean {
  return status >= 200 && status < 300;
}

/** Without TLS only to this machine. The parser's own error would quote the text. */
function urlIn(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return url?.protocol === 'https:' || isLocal ? url : undefined;
}

/** With its status the message is taken or not, whatever becomes of the rest. */
async function read(response: IncomingMessage, mostBody: number): Promise<Answer> {
  const { statusCode: status = 0, headers } = response;
  const seconds = Number(headers['retry-after'] ?? 0);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : 0;
  if (isTaken({ status })) {
    response.destroy();
    return { status, body: '', failure: '', waitMs };
  }
  return { status, body: await beginningOf(response, mostBody), failure: '', waitMs };
}

async function beginningOf(response: IncomingMessage, most: number): Promise<string> {
  let text = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      text += chunk;
      if (text.length > most) break;
    }
    return text;
  } catch {
    return '';
  }
}

function systemWord(error: unknown, timeoutMs: number): string {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  if (name === 'AbortError' || name === 'TimeoutError') return `no answer in ${timeoutMs} ms`;
  return typeof code === 'string' ? code : 'no answer';
}
