import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type FakeSecrets, startFakeSecrets } from '../harness/fake-secrets.ts';
import { type FakeSlack, startFakeSlack, taken } from '../harness/fake-slack.ts';
import { context, printedBy } from './invocation.ts';
import { snsEvent } from './sns-event.ts';

// A loaded machine takes its time.
jest.setTimeout(60_000);

let slack: FakeSlack;
let secrets: FakeSecrets;
let handler: (event: unknown, of: typeof context) => Promise<unknown>;

beforeAll(async () => {
  slack = await startFakeSlack();
  secrets = await startFakeSecrets();
  Object.assign(process.env, {
    AUDITOR_WEBHOOK_SECRET: 'auditor/webhook',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
  });
  ({ handler } = await import('../../lambdas/slack.ts'));
});
afterAll(() => Promise.all([slack.close(), secrets.close()]));
beforeEach(() => {
  slack.posted.length = 0;
  slack.reply = () => taken;
  secrets.secrets.set('auditor/webhook', slack.url('/services/hunter2'));
});

const eventOf = (...bodies: readonly string[]) => snsEvent(bodies);
const call = (event: unknown) => printedBy(() => handler(event, context));
const document = { subject: '[CRITICAL] shop: a', text: 'What: b', clusterId: 'shop', reason: '1 began to fire' };
const titles = () => slack.posted.map(({ body }) => JSON.parse(body).text);

describe('the function for Slack', () => {
  test('posts what the topic hands on, and logs its subject', async () => {
    const { lines, error } = await call(eventOf(JSON.stringify(document)));
    expect(error).toBeUndefined();
    expect(titles()).toEqual(['🔴 [CRITICAL] shop: a']);
    expect(slack.posted[0]?.body).toContain('shop · 1 began to fire');
    expect(lines).toEqual([expect.objectContaining({ message: 'posted to Slack', subject: '[CRITICAL] shop: a' })]);
  });

  test('posts plain text too, under the subject of the mail', async () => {
    await call(eventOf('maintenance at nine'));
    expect(titles()).toEqual(['of the mail']);
    expect(slack.posted[0]?.body).toContain('maintenance at nine');
  });

  test('posts one message a second', async () => {
    await call(eventOf('one', 'two'));
    const [first, second] = slack.posted;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test('posts a message once, however often it comes', async () => {
    const event = eventOf('once');
    await call(event);
    await call(event);
    expect(slack.posted).toHaveLength(1);
  });

  test('asks for the URL once, and again when the webhook was replaced', async () => {
    await call(eventOf('before'));
    const before = secrets.asked.length;
    await call(eventOf('known'));
    expect(secrets.asked).toHaveLength(before);
    secrets.secrets.set('auditor/webhook', slack.url('/new'));
    slack.reply = ({ path }) => (path === '/new' ? taken : { status: 404, body: 'no_service' });
    await call(eventOf('after'));
    expect(slack.posted.map(({ path }) => path)).toEqual([
      '/services/hunter2',
      '/services/hunter2',
      '/services/hunter2',
      '/new',
    ]);
    expect(secrets.asked).toHaveLength(before + 1);
  });

  test('fails with what to do where Slack does not take it, and what was posted before that is not posted again', async () => {
    const event = eventOf('one', 'two');
    slack.reply = ({ body }) => (body.includes('two') ? { status: 500, body: 'rollup_error' } : taken);
    const { error, lines, text } = await call(event);
    expect(error).toMatchObject({
      name: 'DeliveryError',
      message: 'Slack did not take the message (500 rollup_error)',
    });
    expect(lines.at(-1)).toMatchObject({ level: 'ERROR', error: { hint: expect.stringContaining('tried again') } });
    expect(text).not.toContain('hunter2');
    slack.reply = () => taken;
    slack.posted.length = 0;
    await call(event);
    expect(slack.posted.map(({ body }) => JSON.parse(body).blocks.at(-1).text.text)).toEqual(['two']);
  });

  test('says so when it is called by something else than a topic, and not what it was called with', async () => {
    const { error, text } = await call({ Records: [{ s3: { password: 'hunter2' } }] });
    expect(error).toMatchObject({ name: 'FunctionError', hint: 'Subscribe this function to an SNS topic.' });
    expect(text).not.toContain('hunter2');
  });
});
