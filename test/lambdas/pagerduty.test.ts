import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Alert } from '../../lib/core/alert.ts';
import { messageForms } from '../../lib/core/message-forms.ts';
import { alertOf, notificationOf } from '../builders/notification.ts';
import { type FakePagerDuty, invalid, startFakePagerDuty, taken } from '../harness/fake-pagerduty.ts';
import { type FakeSecrets, startFakeSecrets } from '../harness/fake-secrets.ts';
import { context, printedBy } from './invocation.ts';
import { snsEvent } from './sns-event.ts';

// A loaded machine takes its time.
jest.setTimeout(60_000);

const key = 'hunter2hunter2hunter2hunter2hunt';
const AOF = 'aof/not-enabled';
const LATENCY = 'latency/round-trip-slow';

let pager: FakePagerDuty;
let secrets: FakeSecrets;
let handler: (event: unknown, of: typeof context) => Promise<unknown>;

beforeAll(async () => {
  pager = await startFakePagerDuty();
  secrets = await startFakeSecrets();
  Object.assign(process.env, {
    AUDITOR_ENVIRONMENT: 'prod',
    AUDITOR_PAGERDUTY_SECRET: 'auditor/pagerduty',
    AUDITOR_PAGERDUTY_ENDPOINT: pager.endpoint,
    AUDITOR_PAGERDUTY_SEVERITIES: 'critical,warning',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
  });
  secrets.secrets.set('auditor/pagerduty', `${key}\n`);
  ({ handler } = await import('../../lambdas/pagerduty.ts'));
});
afterAll(() => Promise.all([pager.close(), secrets.close()]));
beforeEach(() => pager.reset());

/** As the topic carries it to functions. Each test has a cluster of its own, as the function remembers what it sent. */
function told(cluster: string, ...alerts: readonly Alert[]): string {
  return (JSON.parse(messageForms(notificationOf(alerts, cluster))) as { readonly lambda: string }).lambda;
}

const known: Alert['told'] = {
  mail: { state: 'firing', severity: 'critical', at: '2026-03-01T03:00:00.000Z', certain: true },
};
const begins = (rule: string, port: number): Alert => alertOf(rule, port);
const goesOn = (rule: string, port: number): Alert => alertOf(rule, port, { told: known });
const ends = (rule: string, port: number): Alert => alertOf(rule, port, { state: 'resolved' });
const at = (minute: number): string => `2026-03-01T03:0${minute}:00.000Z`;

async function call(event: unknown) {
  const printed = await printedBy(() => handler(event, context));
  expect(printed.text).not.toContain('hunter2');
  return printed;
}

describe('the function for PagerDuty', () => {
  test('opens an incident for each rule, and logs which', async () => {
    const { lines, error } = await call(snsEvent([told('one', begins(AOF, 1), begins(AOF, 2), begins(LATENCY, 1))]));
    expect(error).toBeUndefined();
    expect([...pager.open]).toEqual([
      'redis-auditor/prod/one/aof/not-enabled',
      'redis-auditor/prod/one/latency/round-trip-slow',
    ]);
    expect(pager.events.map(({ routing_key }) => routing_key)).toEqual([key, key]);
    expect(lines).toEqual([
      expect.objectContaining({
        message: 'sent to PagerDuty',
        action: 'trigger',
        incident: 'redis-auditor/prod/one/aof/not-enabled',
      }),
      expect.objectContaining({ message: 'sent to PagerDuty', action: 'trigger' }),
    ]);
  });

  test('closes it when its last alert is over, and not before', async () => {
    await call(snsEvent([told('two', begins(AOF, 1), begins(AOF, 2))], at(1)));
    await call(snsEvent([told('two', ends(AOF, 1), goesOn(AOF, 2))], at(2)));
    expect(pager.open.size).toBe(1);
    await call(snsEvent([told('two', ends(AOF, 2))], at(3)));
    expect(pager.open.size).toBe(0);
    expect(pager.events.map(({ event_action }) => event_action)).toEqual(['trigger', 'resolve']);
  });

  test('sends a message once, however often it comes', async () => {
    const event = snsEvent([told('three', begins(AOF, 1))]);
    await call(event);
    const { lines } = await call(event);
    expect(pager.events).toHaveLength(1);
    expect(lines).toEqual([expect.objectContaining({ message: 'not sent to PagerDuty', reason: 'sent before' })]);
  });

  test('closes nothing that a newer message has opened', async () => {
    const late = snsEvent([told('four', ends(AOF, 1))], at(1));
    await call(snsEvent([told('four', begins(AOF, 2))], at(2)));
    await call(late);
    expect(pager.open.size).toBe(1);
  });

  test('pages nobody with what somebody writes to the topic by hand, and says so', async () => {
    const { lines, error } = await call(snsEvent(['maintenance at nine']));
    expect([error, pager.events]).toEqual([undefined, []]);
    expect(lines).toEqual([
      expect.objectContaining({ message: 'nobody is paged by what is no alert', subject: 'of the mail' }),
    ]);
  });

  test('asks for the key once, and again when it was replaced', async () => {
    await call(snsEvent([told('five', begins(AOF, 1))]));
    const before = secrets.asked.length;
    const next = 'R0therkeyR0therkeyR0therkeyR0the';
    secrets.secrets.set('auditor/pagerduty', next);
    pager.reply = ({ routing_key }) => (routing_key === next ? taken : invalid('Invalid routing key'));
    await call(snsEvent([told('six', begins(AOF, 1))]));
    secrets.secrets.set('auditor/pagerduty', key);
    pager.reply = ({ routing_key }) => (routing_key === key ? taken : invalid('Invalid routing key'));
    await call(snsEvent([told('seven', begins(AOF, 1))]));
    expect(pager.open.size).toBe(3);
    expect(secrets.asked).toHaveLength(before + 2);
  });

  test('fails with what PagerDuty says, after all the rest was sent, and that is not sent again', async () => {
    const event = snsEvent([told('eight', begins(AOF, 1), begins(LATENCY, 1))]);
    pager.reply = ({ dedup_key }) => (dedup_key.includes(AOF) ? invalid(`no ${key}`) : taken);
    const { error, lines } = await call(event);
    expect(error).toMatchObject({
      name: 'DeliveryError',
      message: 'PagerDuty did not take the event (400 Event object is invalid; no …)',
    });
    expect(lines.at(0)).toMatchObject({ level: 'ERROR', action: 'trigger', incident: expect.stringContaining(AOF) });
    expect(pager.events).toHaveLength(2);
    pager.reply = () => taken;
    await call(event);
    expect(pager.events.map(({ dedup_key }) => dedup_key.split('/').at(-1))).toEqual([
      'not-enabled',
      'round-trip-slow',
      'not-enabled',
    ]);
  });

  test('tries again by itself what may pass', async () => {
    let calls = 0;
    pager.reply = () => (++calls === 1 ? { status: 503 } : taken);
    const { error } = await call(snsEvent([told('nine', begins(AOF, 1))]));
    expect([error, pager.events.length, pager.open.size]).toEqual([undefined, 2, 1]);
  });

  test('fails at once where the secret holds no key, and does not say what it holds', async () => {
    secrets.secrets.set('auditor/pagerduty', 'hunter2');
    pager.reply = () => invalid('Invalid routing key');
    const { error } = await call(snsEvent([told('ten', begins(AOF, 1), begins(LATENCY, 1))]));
    expect(error).toMatchObject({ name: 'SecretError', message: 'the secret for PagerDuty holds no routing key' });
    expect(pager.events).toHaveLength(1);
    secrets.secrets.set('auditor/pagerduty', key);
  });

  test('says so when it is called by something else than a topic', async () => {
    const { error } = await call({ Records: [{ s3: { password: 'hunter2' } }] });
    expect(error).toMatchObject({ name: 'FunctionError', hint: 'Subscribe this function to an SNS topic.' });
  });
});
