import { DeliveryError, SecretError } from '../../core/errors.ts';
import type { SlackMessage } from '../../core/slack-blocks.ts';

/** Longest wait for Slack's answer. */
const TIMEOUT_MS = 5000;

/** What became of one message: taken, refused for good, or worth another try. */
export type SlackAnswer = 'taken' | { readonly retryable: boolean; readonly error: DeliveryError };

/**
 * Posts a message to a Slack incoming webhook. Whoever knows the URL can post, so no error ever holds it.
 *
 * @throws SecretError for text that is no such URL
 */
export async function postToSlack(url: string, message: SlackMessage): Promise<SlackAnswer> {
  requireUrl(url);
  const sent = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).then(
    async (response) => ({ status: response.status, word: wordIn(await response.text().catch(() => '')) }),
    (error: unknown) => ({ status: 0, word: systemWord(error) }),
  );
  if (sent.status >= 200 && sent.status < 300) return 'taken';
  const retryable = sent.status === 0 || sent.status === 429 || sent.status >= 500;
  return { retryable, error: new DeliveryError(`Slack did not take the message (${whatCame(sent)})`, hintFor(sent)) };
}

interface Sent {
  readonly status: number;
  readonly word: string;
}

/** Plain HTTP only to this machine. The parser's own error would quote the text. */
function requireUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || isLocal) return;
  throw new SecretError(
    'the secret of the Slack webhook holds no https:// URL',
    'Store the URL of the incoming webhook in it, as plain text and nothing else.',
  );
}

/** Slack answers with one word: `no_service`. Anything longer may be a page of a proxy, and quote what was sent. */
function wordIn(text: string): string {
  return /^[a-z_]{1,60}$/.test(text) ? text : '';
}

function systemWord(error: unknown): string {
  const { name, cause } = error as { readonly name?: string; readonly cause?: { readonly code?: unknown } };
  return typeof cause?.code === 'string'
    ? cause.code
    : name === 'TimeoutError'
      ? `no answer in ${TIMEOUT_MS} ms`
      : 'no answer';
}

function whatCame({ status, word }: Sent): string {
  return [status === 0 ? '' : String(status), word].filter((part) => part !== '').join(' ');
}

function hintFor({ status }: Sent): string {
  if (status === 0) return 'Check that the function has a way out to hooks.slack.com. The message is sent again.';
  if (status === 429) return 'Slack takes about one message a second for each channel. The message is sent again.';
  if (status >= 500) return 'Slack has a problem of its own. The message is sent again.';
  if ([403, 404, 410].includes(status))
    return 'The webhook was removed, or its app or channel: make a new one and store its URL in the secret.';
  return 'Check in Slack whether the channel is archived or only some people may post in it.';
}
