import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { messageForms } from '../../lib/core/message-forms.ts';
import { alertOf, notificationOf } from '../builders/notification.ts';
import { type FakeSlack, startFakeSlack } from '../harness/fake-slack.ts';
import { functionTestTimeoutMs, useFunctions } from '../harness/functions.ts';
import { plantSecrets } from '../harness/planted-secrets.ts';

const functions = useFunctions();
const { secret, leaksIn } = plantSecrets();
const webhookPath = (name: string): string => `/services/T0/B0/${secret(name)}`;

let slack: FakeSlack;
beforeAll(async () => {
  slack = await startFakeSlack();
});
afterAll(() => slack.close());
beforeEach(() => {
  slack.answer = () => undefined;
  webhookIs(slack.endpoint + webhookPath('webhook'));
});

function webhookIs(text: string | { readonly error: string }): void {
  functions.aws().secrets.secrets.set('webhook', text);
}

const notification = notificationOf([alertOf('aof/not-enabled', 7001)]);
const published = (message = JSON.parse(messageForms(notification)).lambda, subject = notification.subject) => ({
  Records: [{ EventSource: 'aws:sns', Sns: { Type: 'Notification', Subject: subject, Message: message } }],
});
const start = () => functions.start('slack');

/** Posts since the test began. */
function channel(): () => FakeSlack['posted'] {
  const before = slack.posted.length;
  return () => slack.posted.slice(before);
}

describe('the Slack function', () => {
  test(
    'posts what was published to the topic',
    async () => {
      const posts = channel();
      expect(await start().invoke(published())).toEqual({ posted: 1 });
      expect(posts()).toMatchObject([{ path: webhookPath('webhook'), message: { text: notification.subject } }]);
      expect(JSON.stringify(posts()[0]?.message.blocks)).toContain('CONFIG SET appendonly yes');
    },
    functionTestTimeoutMs,
  );

  test('posts what somebody else published as it is', async () => {
    const posts = channel();
    await start().invoke(published('the deploy is over', 'Deploy'));
    await start().invoke(published('{"AlarmName":"x"}', ''));
    expect(posts().map(({ message }) => message.blocks.at(-1)?.text.text)).toEqual([
      'the deploy is over',
      '{"AlarmName":"x"}',
    ]);
  });

  test('posts one message a second', async () => {
    const posts = channel();
    const function_ = start();
    const [record] = published().Records;
    await function_.invoke({ Records: [record, record, record] });
    const gaps = posts().map(({ at }, index, all) => at - (all[index - 1]?.at ?? Number.NEGATIVE_INFINITY));
    expect(Math.min(...gaps)).toBeGreaterThan(900);
  });

  test.each<[readonly [number, string] | null, string, string]>([
    [[429, 'rate_limited'], '429 rate_limited', 'sent again'],
    [[500, 'server_error'], '500 server_error', 'sent again'],
    [[503, '<html>a page that quotes the URL</html>'], '503', 'sent again'],
    [null, 'ECONNRESET|UND_ERR_SOCKET', 'way out'],
    [[400, 'invalid_payload'], '400 invalid_payload', 'archived'],
    [[404, 'no_service'], '404 no_service', 'make a new one'],
    [[410, 'channel_is_archived'], '410 channel_is_archived', 'make a new one'],
    [[403, 'action_prohibited'], '403 action_prohibited', 'make a new one'],
  ])('fails when Slack answers %j, says what to check, and never the URL', async (answer, words, hint) => {
    const function_ = start();
    slack.answer = () => answer;
    const error: unknown = await function_.invoke(published()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: 'DeliveryError',
      message: expect.stringMatching(new RegExp(`^Slack did not take the message \\((?:${words})\\)$`)),
      hint: expect.stringContaining(hint),
    });
    expect(leaksIn('log', function_.log())).toEqual([]);
    const posts = channel();
    slack.answer = () => undefined;
    await function_.invoke(published());
    expect(posts()).toHaveLength(1);
  });

  test('takes the new webhook when the old one was removed and the secret changed', async () => {
    const posts = channel();
    const function_ = start();
    await function_.invoke(published());
    slack.answer = (path) => (path === webhookPath('webhook') ? [404, 'no_service'] : undefined);
    webhookIs(slack.endpoint + webhookPath('new webhook'));
    await function_.invoke(published());
    expect(posts().map(({ path }) => path)).toEqual([webhookPath('webhook'), webhookPath('new webhook')]);
  });

  test.each<[string, string | { readonly error: string }, string]>([
    [
      'is gone',
      { error: 'ResourceNotFoundException' },
      'the secret webhook cannot be read (ResourceNotFoundException)',
    ],
    ['holds no URL', 'xoxb-token', 'the secret of the Slack webhook holds no https:// URL'],
    ['holds a URL without encryption', 'http://example.com/services/x', 'holds no https:// URL'],
    ['holds JSON', '{"url":"https://hooks.slack.com"}', 'holds no https:// URL'],
  ])('fails when the secret %s', async (_, text, words) => {
    webhookIs(text);
    const function_ = start();
    await expect(function_.invoke(published())).rejects.toMatchObject({
      name: 'SecretError',
      message: expect.stringContaining(words),
    });
    expect(function_.log()).not.toContain('xoxb-token');
  });

  test('says that it does not know an event that is not from a topic', async () => {
    await expect(start().invoke({ detail: {} })).rejects.toMatchObject({ name: 'FunctionError' });
  });
});
