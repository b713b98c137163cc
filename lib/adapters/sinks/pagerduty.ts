import { DeliveryError, SecretError } from '../../core/errors.ts';
import { neutralLine } from '../../core/neutral.ts';
import type { PagerDutyEvent } from '../../core/pagerduty-events.ts';
import { type Answer, isTaken, NO_URL, post } from './shared/post.ts';

/** Sends events to one service of PagerDuty. Whoever knows the routing key can page, so no error ever holds it. */
export interface PagerDuty {
  /**
   * Sends each event once before any of them again, so that one which PagerDuty cannot take keeps none from the others.
   * What may pass is tried again as long as there is time.
   *
   * @param until milliseconds since 1970: nothing is tried that may not be over by then
   * @returns what was not taken
   * @throws SecretError, as then nothing can be sent
   */
  send(events: readonly PagerDutyEvent[], until: number): Promise<readonly RefusedEvent[]>;
}

export interface RefusedEvent {
  readonly event: PagerDutyEvent;
  /** Whether it is worth trying again later. */
  readonly retryable: boolean;
  /** What PagerDuty says, and in its hint what to look at. */
  readonly error: DeliveryError;
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
  const isTime = (pauseMs: number, until: number): boolean => tools.now() + pauseMs + tools.timeoutMs <= until;
  return {
    async send(events, until) {
      const refused: RefusedEvent[] = [];
      let left = events;
      for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(MOST_PAUSE_MS, pauseMs * 2)) {
        let waitMs = pauseMs;
        const waiting: RefusedEvent[] = [];
        for (const event of left) {
          const answer = isTime(0, until) ? await attempt(event, tools) : noTime;
          if (isTaken(answer)) continue;
          (mayPass(answer) ? waiting : refused).push(refusal(event, answer));
          waitMs = Math.max(waitMs, answer.waitMs);
        }
        if (waiting.length === 0 || !isTime(waitMs, until)) return [...refused, ...waiting];
        await tools.sleep(waitMs);
        left = waiting.map(({ event }) => event);
      }
    },
  };
}

/** Stands for an answer where there was no time to ask. */
const noTime: Answer = { status: 0, body: '', failure: 'no time left', waitMs: 0 };

async function attempt(event: PagerDutyEvent, { endpoint, key, timeoutMs }: PagerDutyTools): Promise<Answer> {
  const ask = (routing_key: string): Promise<Answer> =>
    post(endpoint, JSON.stringify({ routing_key, ...event }), { timeoutMs, mostBody: MOST_BODY });
  const answer = await ask(await key.read());
  // The key may have been replaced since it was read.
  const other = isAboutTheKey(answer) ? await key.renew() : null;
  return other === null ? answer : ask(other);
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

function refusal(event: PagerDutyEvent, answer: Answer): RefusedEvent {
  const { status, failure } = answer;
  const came = [status <= 0 ? failure : String(status), wordsIn(answer)].filter((part) => part !== '').join(' ');
  const what = came === '' ? '' : ` (${came})`;
  const error = new DeliveryError(`PagerDuty did not take the event${what}`, hintFor(answer));
  return { event, retryable: mayPass(answer), error };
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
