import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { slackWebhook } from '../../lib/adapters/sinks/slack-webhook.ts';
import { AuditorError, SecretError } from '../../lib/core/errors.ts';
import { type FakeSlack, type SlackReply, startFakeSlack, taken } from '../harness/fake-slack.ts';

/** What makes a webhook's URL a secret. */
const secretPath = '/services/T0/B0/hunter2';

let slack: FakeSlack;
beforeAll(async () => {
  slack = await startFakeSlack();
});
afterAll(() => slack.close());
beforeEach(() => {
  slack.posted.length = 0;
  slack.reply = () => taken;
});

/** A webhook whose secret holds the first of these, and after each renewal the next one; time stands still but for sleep. */
function webhookOf(...urls: readonly string[]) {
  return patientWebhook(urls, 10_000);
}

function patientWebhook(urls: readonly string[], timeoutMs: number) {
  let [now, turn] = [0, 0];
  const slept: number[] = [];
  let renewals = 0;
  const webhook = slackWebhook({
    url: {
      read: async () => urls[turn] ?? '',
      async renew() {
        renewals++;
        if (turn + 1 >= urls.length) return null;
        return urls[++turn] ?? null;
      },
    },
    now: () => now,
    async sleep(ms) {
      slept.push(ms);
      now += ms;
    },
    timeoutMs,
  });
  return { post: (body: string) => webhook.post(body), slept, renewals: () => renewals };
}

const here = () => slack.url(secretPath);

/** The error of a post that fails; without anything that is secret, however it is printed. */
async function failure(work: Promise<void>): Promise<AuditorError> {
  const error = await work.then(
    () => new Error('it worked'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AuditorError)) throw error;
  expect(`${inspect(error, { depth: null })} ${error.stack}`).not.toMatch(/hunter2|services|127\.0\.0\.1/);
  return error;
}

describe('a message to a webhook of Slack', () => {
  test('arrives as it is', async () => {
    await webhookOf(here()).post('{"text":"ü"}');
    expect(slack.posted).toEqual([
      expect.objectContaining({ path: secretPath, type: 'application/json', body: '{"text":"ü"}' }),
    ]);
  });

  test('is taken when Slack says so, whatever becomes of the rest of its answer', async () => {
    slack.reply = () => 'hang-after-status';
    await webhookOf(here()).post('{}');
    expect(slack.posted).toHaveLength(1);
  });

  test('has a connection of its own, as one that was kept may be dead by then', async () => {
    const before = slack.connections();
    const { post } = webhookOf(here());
    await post('{}');
    await post('{}');
    expect(slack.connections() - before).toBe(2);
  });

  test('waits for its turn: one a second', async () => {
    const { post, slept } = webhookOf(here());
    for (let message = 0; message < 3; message++) await post('{}');
    expect(slept).toEqual([0, 1000, 1000]);
  });

  test.each([
    ['as long as Slack asks for', '7', 7000],
    ['not longer than a function may take', '3600', 10_000],
    ['a second where it names a day', 'Wed, 21 Oct 2026 07:28:00 GMT', 1000],
  ])('waits after too many of them: %s', async (_, seconds, ms) => {
    slack.reply = () => ({ status: 429, body: 'rate_limited', headers: { 'retry-after': seconds } });
    const { post, slept } = webhookOf(here());
    await failure(post('{}'));
    slack.reply = () => taken;
    await post('{}');
    expect(slept).toEqual([0, ms]);
  });
});

describe('what Slack did not take', () => {
  const rows: readonly (readonly [string, SlackReply, words: string, hint: RegExp])[] = [
    ['too many messages', { status: 429, body: 'rate_limited' }, '429 rate_limited', /tried again/],
    ['a fault of Slack', { status: 500, body: 'rollup_error' }, '500 rollup_error', /tried again/],
    ['a page of a proxy', { status: 502, body: '<html>no hunter2</html>' }, '502', /tried again/],
    ['no answer', 'hang', 'no answer in 300 ms', /tried again.*way out/],
    ['a connection that breaks', 'reset', 'ECONNRESET', /tried again/],
    ['a webhook that may not', { status: 403, body: 'action_prohibited' }, '403 action_prohibited', /check the app/],
    ['a webhook that is gone', { status: 404, body: 'no_service' }, '404 no_service', /make a new webhook/],
    ['an archived channel', { status: 410, body: 'channel_is_archived' }, '410 channel_is_archived', /another one/],
    ['a message it cannot read', { status: 400, body: 'invalid_blocks' }, '400 invalid_blocks', /report it/],
    ['another address', { status: 302, headers: { location: 'http://127.0.0.1/' } }, '302', /no incoming webhook/],
  ];

  test.each(rows)('%s is an error that says what to look at, and nothing of the URL', async (_, reply, words, hint) => {
    slack.reply = () => reply;
    const error = await failure(patientWebhook([here()], reply === 'hang' ? 300 : 10_000).post('{}'));
    expect(error).toMatchObject({
      name: 'DeliveryError',
      message: `Slack did not take the message (${words})`,
      hint: expect.stringMatching(hint),
    });
    expect(slack.posted).toHaveLength(1);
  });

  test('is an error where nobody listens', async () => {
    const gone = await startFakeSlack();
    const url = gone.url(secretPath);
    await gone.close();
    expect((await failure(webhookOf(url).post('{}'))).message).toContain('ECONNREFUSED');
  });
});

describe('the URL', () => {
  test.each([401, 403, 404, 410])('is read again after %d, and the message goes to the new one', async (status) => {
    slack.reply = ({ path }) => (path === '/new' ? taken : { status });
    const { post, slept } = webhookOf(here(), slack.url('/new'));
    await post('{"text":"a"}');
    expect(slack.posted.map(({ path, body }) => [path, body])).toEqual([
      [secretPath, '{"text":"a"}'],
      ['/new', '{"text":"a"}'],
    ]);
    expect(slept).toEqual([0, 1000]);
  });

  test('that is still the same after that is not tried twice', async () => {
    slack.reply = () => ({ status: 404, body: 'no_service' });
    const { post, renewals } = webhookOf(here());
    await failure(post('{}'));
    expect([slack.posted.length, renewals()]).toEqual([1, 1]);
  });

  test.each([400, 429, 500])('is not read again after %d, which has nothing to do with it', async (status) => {
    slack.reply = () => ({ status });
    const { post, renewals } = webhookOf(here(), slack.url('/new'));
    await failure(post('{}'));
    expect(renewals()).toBe(0);
  });

  test.each([
    ['a word', 'hunter2'],
    ['without TLS', 'http://example.com/services/hunter2'],
    ['of a file', 'file:///services/hunter2'],
    ['nothing', ''],
  ])('that is none (%s) is an error that does not quote it', async (_, text) => {
    const error = await failure(webhookOf(text).post('{}'));
    expect(error).toBeInstanceOf(SecretError);
    expect(error.hint).toContain('plain text and nothing else');
  });

  test('that was none is read again too', async () => {
    await webhookOf('', here()).post('{}');
    expect(slack.posted).toHaveLength(1);
  });
});
