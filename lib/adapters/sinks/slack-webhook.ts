import { DeliveryError, SecretError } from '../../core/errors.ts';
import { type Answer, isTaken, NO_URL, post as postTo } from './shared/post.ts';

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
/** Slack's own word for it, `no_service`, is shorter. */
const MOST_WORD = 60;

export function slackWebhook(tools: WebhookTools): SlackWebhook {
  let nextTurn = 0;
  const send = async (url: string, body: string): Promise<Answer> => {
    await tools.sleep(Math.max(0, nextTurn - tools.now()));
    const answer = await postTo(url, body, { timeoutMs: tools.timeoutMs, mostBody: MOST_WORD });
    nextTurn = tools.now() + Math.min(MOST_PATIENCE_MS, Math.max(PACE_MS, answer.waitMs));
    return answer;
  };
  return {
    async post(body) {
      let answer = await send(await tools.url.read(), body);
      // The webhook may have been replaced since its URL was read.
      const renewed = mayBeOutdated(answer) ? await tools.url.renew() : null;
      if (renewed !== null) answer = await send(renewed, body);
      if (!isTaken(answer)) throw refused(answer);
    },
  };
}

function mayBeOutdated({ status }: Pick<Answer, 'status'>): boolean {
  return [NO_URL, 401, 403, 404, 410].includes(status);
}

/** Anything else than one word may be the page of a proxy, and quote what was sent. */
function wordIn(text: string): string {
  return text.length <= MOST_WORD && /^[a-z_]+$/.test(text) ? text : '';
}

function refused(answer: Answer): DeliveryError | SecretError {
  const { status } = answer;
  if (status === NO_URL)
    return new SecretError(
      'the secret of the Slack webhook holds no https:// URL',
      'Store the URL of the incoming webhook in it, as plain text and nothing else.',
    );
  const word = wordIn(answer.body);
  const came = [status === 0 ? answer.failure : String(status), word].filter((part) => part !== '').join(' ');
  return new DeliveryError(`Slack did not take the message (${came})`, hintFor(status, word));
}

function hintFor(status: number, word: string): string {
  if (status === 0) return 'It is tried again. If it stays, check that the function has a way out to hooks.slack.com.';
  if (status === 429) return 'Slack takes about one message a second for each channel: it is tried again.';
  if (status >= 500) return 'Slack has a problem of its own: it is tried again.';
  if (status < 400) return 'This is no incoming webhook of Slack: store the URL of one in the secret.';
  if (status === 410 || word === 'channel_is_archived')
    return 'The channel is archived: make a webhook for another one and store its URL in the secret.';
  if (mayBeOutdated({ status }))
    return 'The webhook, its app or its channel was removed, or may not post there: check the app in Slack, or make a new webhook and store its URL in the secret.';
  return 'Slack does not understand the message: this is a fault of the auditor, please report it with this line.';
}
