import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pendingSubscriptions, snsSink } from '../../lib/adapters/sinks/sns.ts';
import { messageForms } from '../../lib/core/message-forms.ts';
import { alertOf, notificationOf } from '../builders/notification.ts';
import { type FakeSns, startFakeSns } from '../harness/fake-sns.ts';

const topic = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const notification = notificationOf([alertOf('aof/not-enabled', 7001)]);

let sns: FakeSns;
beforeAll(async () => {
  sns = await startFakeSns();
});
afterAll(() => sns.close());
beforeEach(() => {
  sns.fault = () => undefined;
});

const client = (endpoint = sns.endpoint): SNSClient =>
  new SNSClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 2,
  });

describe('the sink of a topic', () => {
  test('publishes the message in all its forms', async () => {
    expect(await snsSink(client(), topic).deliver(notification)).toEqual({ sink: 'sns', status: 'delivered' });
    expect(sns.published.at(-1)).toEqual({
      topic,
      subject: '[CRITICAL] prod: The append-only file is off',
      structure: 'json',
      message: messageForms(notification),
    });
  });

  test('asks again when SNS throttles, as the client is told to', async () => {
    let calls = 0;
    sns.fault = () => (++calls === 1 ? [400, 'Throttling'] : undefined);
    expect(await snsSink(client(), topic).deliver(notification)).toMatchObject({ status: 'delivered' });
  });

  test.each<[number, string, boolean, string]>([
    [400, 'Throttling', true, 'SNS asks for fewer calls'],
    [500, 'InternalError', true, 'SNS has a problem of its own'],
    [503, 'ServiceUnavailable', true, 'SNS has a problem of its own'],
    [404, 'NotFound', false, 'it is not there: deploy the stack again'],
    [403, 'AuthorizationError', false, 'allow sns:Publish on it'],
    [400, 'InvalidParameter', false, 'SNS does not take the message'],
  ])('%d %s: says whether it is worth trying again', async (status, code, retryable, words) => {
    sns.fault = () => [status, code];
    const delivery = await snsSink(client(), topic).deliver(notification);
    expect(delivery).toMatchObject({ sink: 'sns', status: 'failed', retryable });
    expect(delivery).toHaveProperty('error', expect.stringContaining(`${topic} (${code}`));
    expect(delivery).toHaveProperty('error', expect.stringContaining(words));
  });

  test('and a topic that cannot be reached is worth another try', async () => {
    const delivery = await snsSink(client('http://127.0.0.1:1'), topic).deliver(notification);
    expect(delivery).toMatchObject({ status: 'failed', retryable: true });
  });
});

test('subscriptions that nobody confirmed are counted', async () => {
  sns.subscriptionsPending = 2;
  expect(await pendingSubscriptions(client(), topic)).toBe(2);
});
