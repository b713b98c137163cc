import { DeliveryError, SecretError } from '../../core/errors.ts';
import { neutralLine } from '../../core/neutral.ts';
import type { PagerDutyEvent } from '../../core/pagerduty-events.ts';
import { type Answer, isTaken, NO_URL, post } from './shared/post.ts';

/** Sends events to one service of PagerDuty. Whoever knows the routing key can page, so no error ever holds it. */
export interface PagerDuty {
  /**
   * Resolves when PagerDuty has the event. What may pass is tried again as long as there is time.
   *
   * @param until milliseconds since 1970: no request is begun that may not be over by then
   * @throws DeliveryError whose hint says whether it is worth trying again or what to look at; SecretError
   */
  send(event: PagerDutyEvent, until: number): Promise<void>;
}

export interface PagerDutyTools {
  /** URL that takes events. */
  readonly endpoint: string;
  /** The secret that holds the routing key; {@link routingKeyIn} reads it. */
  readonly key: { read(): Promise<string>; renew(): Promise<string | null> };
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Longest wait for an answer. */
  readonly timeoutMs: number;
}

/** Where an account of PagerDuty lives, its events have to be sent. */
export const pagerDutyEndpoints = {
  us: 'https://events.pagerduty.com/v2/enqueue',
  eu: 'https://events.eu.pagerduty.com/v2/enqueue',
} as const;

/** The pause before the second attempt; each one after that is twice as long. */
const FIRST_PAUSE_MS = 1000;
const MOST_PAUSE_MS = 10_000;
const MOST_BODY = 2000;
const MOST_WORDS = 300;

export function pagerDuty(tools: PagerDutyTools): PagerDuty {
  const attempt = (key: string, event: PagerDutyEvent): Promise<Answer> =>
    post(tools.endpoint, JSON.stringify({ routing_key: key, ...event }), { ...tools, mostBody: MOST_BODY });
  const isTime = (pauseMs: number, until: number): boolean => tools.now() + pauseMs + tools.timeoutMs <= until;
  return {
    async send(event, until) {
      let key = await tools.key.read();
      let renewed = false;
      if (!isTime(0, until)) throw outOfTime();
      for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(MOST_PAUSE_MS, pauseMs * 2)) {
        const answer = await attempt(key, event);
        if (isTaken(answer)) return;
        // The key may have been replaced since it was read.
        const other = !renewed && isAboutTheKey(answer) ? await tools.key.renew() : null;
        renewed ||= isAboutTheKey(answer);
        const waitMs = other === null ? Math.max(pauseMs, answer.waitMs) : 0;
        if ((other === null && !mayPass(answer)) || !isTime(waitMs, until)) throw refused(answer);
        key = other ?? key;
        await tools.sleep(waitMs);
      }
    },
  };
}

/**
 * The routing key in the text of a secret, also called integration key.
 *
 * @throws SecretError
 */
export function routingKeyIn(text: string): string {
  const key = text.trim();
  if (/^[A-Za-z0-9]{32}$/.test(key)) return key;
  throw new SecretError(
    'the secret for PagerDuty holds no routing key',
    'Store the integration key of an "Events API v2" integration in it: 32 letters and digits, and nothing else.',
  );
}

function mayPass({ status }: Answer): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

function isAboutTheKey({ status, body }: Answer): boolean {
  return [401, 403, 404].includes(status) || (status === 400 && /routing.?key/i.test(body));
}

function outOfTime(): DeliveryError {
  return new DeliveryError('there was no time left to tell PagerDuty', 'It is tried again.');
}

function refused(answer: Answer): DeliveryError {
  const { status, failure } = answer;
  const came = [status <= 0 ? failure : String(status), wordsIn(answer)].filter((part) => part !== '').join(' ');
  return new DeliveryError(`PagerDuty did not take the event (${came})`, hintFor(answer));
}

/**
 * What PagerDuty says of an event that it refuses. Other bodies may be pages of a proxy, and quote what was sent; and
 * whatever is as long as a key is left out of its own words too.
 */
function wordsIn({ status, body }: Answer): string {
  if (status < 400 || status >= 500) return '';
  const { message, errors } = documentIn(body);
  const said = [message, ...(Array.isArray(errors) ? errors : [])].filter((each) => typeof each === 'string');
  return neutralLine(said.join('; '))
    .replace(/[A-Za-z0-9]{20,}/g, '…')
    .slice(0, MOST_WORDS);
}

function documentIn(body: string): { readonly message?: unknown; readonly errors?: unknown } {
  try {
    const document: unknown = JSON.parse(body);
    return typeof document === 'object' && document !== null ? document : {};
  } catch {
    return {};
  }
}

function hintFor(answer: Answer): string {
  const { status } = answer;
  if (status === NO_URL) return 'Deploy the stack again: it says where events are sent.';
  if (status === 0) return 'It is tried again. If it stays, check that the function has a way out to PagerDuty.';
  if (status === 429) return 'PagerDuty takes a limited number of events in a minute: it is tried again.';
  if (mayPass(answer)) return 'PagerDuty has a problem of its own: it is tried again.';
  if (isAboutTheKey(answer))
    return 'The integration was removed, or its key belongs to an account of another region: store the key of an "Events API v2" integration in the secret, and look at `alerts.pagerduty.region`.';
  return 'PagerDuty does not understand the event: this is a fault of the auditor, please report it with this line.';
}
