import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { DeliveryError, SecretError } from '../../core/errors.ts';

/** Posts to one channel of Slack. Whoever knows the URL can post there, so no error ever holds a part of it. */
export interface SlackWebhook {
  /**
   * Resolves when Slack has the message.
   *
   * @param body of the request, JSON
   * @throws DeliveryError whose hint says whether it is worth trying again or what to look at; SecretError
   */
  post(body: string): Promise<void>;
}

export interface WebhookTools {
  /** The secret that holds the URL. */
  readonly url: { read(): Promise<string>; renew(): Promise<string | null> };
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Longest wait for an answer. */
  readonly timeoutMs: number;
}

/** Slack takes about one message a second for each channel. */
const PACE_MS = 1000;
/** Where it asks for more patience than this, the message is better tried again later. */
const MOST_PATIENCE_MS = 10_000;

export function slackWebhook(tools: WebhookTools): SlackWebhook {
  let nextTurn = 0;
  const send = async (url: string, body: string): Promise<Answer> => {
    await tools.sleep(Math.max(0, nextTurn - tools.now()));
    const answer = await ask(url, body, tools.timeoutMs);
    nextTurn = tools.now() + Math.min(MOST_PATIENCE_MS, Math.max(PACE_MS, answer.waitMs));
    return answer;
  };
  return {
    async post(body) {
      let answer = await send(await tools.url.read(), body);
      // The webhook may have been replaced since its URL was read.
      const renewed = mayBeOutdated(answer) ? await tools.url.renew() : null;
      if (renewed !== null) answer = await send(renewed, body);
      if (!isTaken(answer.status)) throw refused(answer);
    },
  };
}

/** What came back. */
interface Answer {
  /** 0 without an answer, NO_URL where nobody could be asked. */
  readonly status: number;
  /** Slack's own word for it, `no_service`, or the system's, `ECONNREFUSED`. */
  readonly word: string;
  /** How long Slack asks to wait. */
  readonly waitMs: number;
}

const NO_URL = -1;

function mayBeOutdated({ status }: Answer): boolean {
  return [NO_URL, 401, 403, 404, 410].includes(status);
}

/** One connection for each message: one that was kept from the last call may have died while the function slept. */
async function ask(text: string, body: string, timeoutMs: number): Promise<Answer> {
  const url = urlIn(text);
  if (url === undefined) return { status: NO_URL, word: '', waitMs: 0 };
  const request = url.protocol === 'https:' ? tlsRequest : plainRequest;
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, { method: 'POST', agent: false, headers, signal }, resolve).on('error', reject).end(body);
    });
    return await read(response);
  } catch (error) {
    return { status: 0, word: systemWord(error, timeoutMs), waitMs: 0 };
  }
}

/** Without TLS only to this machine. The parser's own error would quote the text. */
function urlIn(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return url?.protocol === 'https:' || isLocal ? url : undefined;
}

/** With its status the message is taken or not, whatever becomes of the rest. */
async function read(response: IncomingMessage): Promise<Answer> {
  const { statusCode: status = 0, headers } = response;
  const seconds = Number(headers['retry-after'] ?? 0);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : 0;
  if (isTaken(status)) {
    response.destroy();
    return { status, word: '', waitMs };
  }
  return { status, word: wordIn(await beginningOf(response)), waitMs };
}

function isTaken(status: number): boolean {
  return status >= 200 && status < 300;
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      text += chunk;
      if (text.length > MOST_WORD) break;
    }
    return text;
  } catch {
    return '';
  }
}

const MOST_WORD = 60;

/** Anything else than one word may be the page of a proxy, and quote what was sent. */
function wordIn(text: string): string {
  return text.length <= MOST_WORD && /^[a-z_]+$/.test(text) ? text : '';
}

function systemWord(error: unknown, timeoutMs: number): string {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  if (name === 'AbortError' || name === 'TimeoutError') return `no answer in ${timeoutMs} ms`;
  return typeof code === 'string' ? code : 'no answer';
}

function refused(answer: Answer): DeliveryError | SecretError {
  const { status, word } = answer;
  if (status === NO_URL)
    return new SecretError(
      'the secret of the Slack webhook holds no https:// URL',
      'Store the URL of the incoming webhook in it, as plain text and nothing else.',
    );
  const came = [status === 0 ? '' : String(status), word].filter((part) => part !== '').join(' ');
  return new DeliveryError(`Slack did not take the message (${came})`, hintFor(answer));
}

function hintFor({ status, word }: Answer): string {
  if (status === 0) return 'It is tried again. If it stays, check that the function has a way out to hooks.slack.com.';
  if (status === 429) return 'Slack takes about one message a second for each channel: it is tried again.';
  if (status >= 500) return 'Slack has a problem of its own: it is tried again.';
  if (status < 400) return 'This is no incoming webhook of Slack: store the URL of one in the secret.';
  if (status === 410 || word === 'channel_is_archived')
    return 'The channel is archived: make a webhook for another one and store its URL in the secret.';
  if (mayBeOutdated({ status, word, waitMs: 0 }))
    return 'The webhook, its app or its channel was removed, or may not post there: check the app in Slack, or make a new webhook and store its URL in the secret.';
  return 'Slack does not understand the message: this is a fault of the auditor, please report it with this line.';
}
