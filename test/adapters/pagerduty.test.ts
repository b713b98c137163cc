import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pagerDuty, pagerDutyEndpoints, routingKeyIn } from '../../lib/adapters/sinks/pagerduty.ts';
import { AuditorError } from '../../lib/core/errors.ts';
import type { PagerDutyEvent } from '../../lib/core/pagerduty-events.ts';
import {
  type FakePagerDuty,
  invalid,
  type PagerDutyReply,
  startFakePagerDuty,
  taken,
} from '../harness/fake-pagerduty.ts';

const key = 'hunter2hunter2hunter2hunter2hunt';
const other = 'R0therkeyR0therkeyR0therkeyR0the';
const end: PagerDutyEvent = { event_action: 'resolve', dedup_key: 'a' };

let service: FakePagerDuty;
beforeAll(async () => {
  service = await startFakePagerDuty();
});
afterAll(() => service.close());
beforeEach(() => service.reset());

interface Setting {
  readonly keys?: readonly string[];
  readonly endpoint?: string;
  readonly timeoutMs?: number;
  /** Milliseconds from now on. */
  readonly until?: number;
}

/** A service whose secret holds the first of the keys, and after each renewal the next one; time stands still but for sleep. */
function pagerOf({ keys = [key], endpoint = service.endpoint, timeoutMs = 5000, until = 20_000 }: Setting = {}) {
  let [now, turn, renewals] = [0, 0, 0];
  const slept: number[] = [];
  const pager = pagerDuty({
    endpoint,
    key: {
      read: async () => routingKeyIn(keys[turn] ?? ''),
      async renew() {
        renewals++;
        return keys[turn + 1] === undefined ? null : (keys[++turn] ?? null);
      },
    },
    now: () => now,
    async sleep(ms) {
      slept.push(ms);
      now += ms;
    },
    timeoutMs,
  });
  const sendAll = (events: readonly PagerDutyEvent[]) => pager.send(events, until);
  const send = async (): Promise<void> => {
    const [refused] = await sendAll([end]);
    if (refused !== undefined) throw refused.error;
  };
  return { send, sendAll, slept, renewals: () => renewals };
}

/** The error of an event that is not taken; without anything that is secret, however it is printed. */
async function failure(work: Promise<void>): Promise<AuditorError> {
  const error = await work.then(
    () => new Error('it worked'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AuditorError)) throw error;
  expect(`${inspect(error, { depth: null })} ${error.stack}`).not.toMatch(/hunter2|R0therkey/);
  return error;
}

/** These answers, one after the other, and then the event is taken. */
function answers(...replies: readonly PagerDutyReply[]): void {
  const left = [...replies];
  service.reply = () => left.shift() ?? taken;
}

describe('an event for PagerDuty', () => {
  test('arrives with the routing key', async () => {
    await pagerOf().send();
    expect(service.events).toEqual([{ routing_key: key, ...end }]);
  });

  test('goes where the account lives', () => {
    expect(pagerDutyEndpoints).toEqual({
      us: 'https://events.pagerduty.com/v2/enqueue',
      eu: 'https://events.eu.pagerduty.com/v2/enqueue',
    });
  });

  const passing: readonly (readonly [string, PagerDutyReply])[] = [
    ['too many events', { status: 429 }],
    ['a fault of PagerDuty', { status: 500, body: 'oops' }],
    ['a proxy that waits no longer', { status: 504 }],
    ['a connection that breaks', 'reset'],
  ];
  test.each(passing)('is sent again after %s', async (_, reply) => {
    answers(reply, reply);
    const { send, slept } = pagerOf();
    await send();
    expect(slept).toEqual([1000, 2000]);
    expect(service.events).toHaveLength(3);
  });

  test('is sent again where nobody answers in time', async () => {
    answers('hang');
    await pagerOf({ timeoutMs: 300 }).send();
    expect(service.events).toHaveLength(2);
  });

  test('waits as long as PagerDuty asks for', async () => {
    answers({ status: 429, headers: { 'retry-after': '7' } });
    const { send, slept } = pagerOf();
    await send();
    expect(slept).toEqual([7000]);
  });

  test('is not waited for longer than there is time', async () => {
    answers({ status: 429, headers: { 'retry-after': '16' } });
    const { send, slept } = pagerOf({ until: 20_000 });
    await failure(send());
    expect(slept).toEqual([]);
  });

  test('is tried for as long as a request can still end in time', async () => {
    service.reply = () => ({ status: 503 });
    const { send, slept } = pagerOf({ until: 20_000 });
    await failure(send());
    expect(slept).toEqual([1000, 2000, 4000, 8000]);
  });

  test('is not begun without time for it', async () => {
    const error = await failure(pagerOf({ until: 4000 }).send());
    expect(error.message).toBe('PagerDuty did not take the event (no time left)');
    expect(service.events).toEqual([]);
  });

  test('does not wait for another one that is not taken: that is tried again after all the rest', async () => {
    const [bad, slow, good] = ['bad', 'slow', 'good'].map((dedup_key): PagerDutyEvent => ({ ...end, dedup_key }));
    if (bad === undefined || slow === undefined || good === undefined) throw new Error('three are needed');
    service.reply = ({ dedup_key }) => ({ bad: invalid('x'), slow: { status: 500 } })[dedup_key] ?? taken;
    const refused = await pagerOf({ until: 7000 }).sendAll([bad, slow, good]);
    expect(service.events.map(({ dedup_key }) => dedup_key)).toEqual(['bad', 'slow', 'good', 'slow']);
    expect(refused.map(({ event, retryable }) => [event, retryable])).toEqual([
      [bad, false],
      [slow, true],
    ]);
  });
});

describe('what PagerDuty did not take', () => {
  const proxy = '<html>hunter2 is not welcome</html>';
  const rows: readonly (readonly [string, PagerDutyReply, words: string, hint: RegExp])[] = [
    ['too many events', { status: 429 }, '429', /tried again/],
    ['a fault of PagerDuty', { status: 500, body: proxy }, '500', /tried again/],
    ['a page of a proxy', { status: 407, body: proxy }, '407', /report it/],
    ['no answer', 'hang', 'no answer in 300 ms', /tried again.*way out/],
    ['a connection that breaks', 'reset', 'ECONNRESET', /tried again/],
    [
      'an event it cannot read',
      invalid("'payload.severity' is invalid (must be one of …)"),
      "400 Event object is invalid; 'payload.severity' is invalid (must be one of …)",
      /report it/,
    ],
    [
      'an event whose fault it tells with the key in it',
      invalid(`x ${key}`),
      '400 Event object is invalid; x …',
      /report it/,
    ],
    [
      'a key it does not know',
      invalid('Invalid routing key'),
      '400 Event object is invalid; Invalid routing key',
      /integration/,
    ],
    [
      'a key it does not know, in plain words',
      { status: 400, body: 'Invalid routing key' },
      '400',
      /integration.*region/,
    ],
    ['a key that may not', { status: 403, body: '[1]' }, '403', /integration/],
  ];

  test.each(rows)('%s is an error that says what to look at, and nothing of the key', async (_, reply, words, hint) => {
    service.reply = () => reply;
    const error = await failure(pagerOf({ timeoutMs: 300, until: 300 }).send());
    expect(error).toMatchObject({
      name: 'DeliveryError',
      message: `PagerDuty did not take the event (${words})`,
      hint: expect.stringMatching(hint),
    });
    expect(service.events).toHaveLength(1);
  });

  test('is not sent again where that would not help', async () => {
    service.reply = () => invalid('x');
    const { send, slept, renewals } = pagerOf();
    await failure(send());
    expect([service.events.length, slept, renewals()]).toEqual([1, [], 0]);
  });

  test('is an error where nobody listens', async () => {
    const gone = await startFakePagerDuty();
    await gone.close();
    const error = await failure(pagerOf({ endpoint: gone.endpoint, until: 5000 }).send());
    expect(error.message).toContain('ECONNREFUSED');
  });

  test.each(['http://example.com/v2/enqueue', 'nowhere'])('is an error where it would go to %s', async (endpoint) => {
    expect((await failure(pagerOf({ endpoint }).send())).hint).toBe(
      'Deploy the stack again: it says where events are sent.',
    );
  });
});

describe('the routing key', () => {
  const unknown = ({ routing_key }: { readonly routing_key: string }): PagerDutyReply =>
    routing_key === key ? invalid('Invalid routing key') : taken;

  test('is read again where PagerDuty does not know it, and the event goes out with the new one', async () => {
    service.reply = unknown;
    const { send, slept } = pagerOf({ keys: [key, other] });
    await send();
    expect(service.events.map(({ routing_key }) => routing_key)).toEqual([key, other]);
    expect(slept).toEqual([]);
  });

  test('that is still the same after that is not tried twice', async () => {
    service.reply = unknown;
    const { send, renewals } = pagerOf();
    await failure(send());
    expect([service.events.length, renewals()]).toEqual([1, 1]);
  });

  test('is read again once for an event, however many new ones there are', async () => {
    service.reply = () => invalid('Invalid routing key');
    const { send, renewals } = pagerOf({ keys: [key, other, key, other] });
    await failure(send());
    expect([service.events.length, renewals()]).toEqual([2, 1]);
  });

  test.each(['', 'hunter2', 'https://events.pagerduty.com/hunter2', `{"key":"${key}"}`, `${key}x`])(
    'that is none is an error that does not quote it: %s',
    async (text) => {
      const error = await failure(pagerOf({ keys: [text] }).send());
      expect(error).toMatchObject({ name: 'SecretError', hint: expect.stringContaining('Events API v2') });
    },
  );

  test('may stand between blanks', () => {
    expect(routingKeyIn(` ${key}\n`)).toBe(key);
  });
});
