import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { snsSink } from '../lib/adapters/sinks/sns.ts';
import { s3Store } from '../lib/adapters/stores/s3.ts';
import { recordStore } from '../lib/adapters/stores/shared/records.ts';
import { silenceStore } from '../lib/adapters/stores/shared/silence-records.ts';
import { assess } from '../lib/assess.ts';
import { defaultAlertSettings } from '../lib/core/alert-settings.ts';
import type { Finding } from '../lib/core/finding.ts';
import { defaultPolicy } from '../lib/core/policy.ts';
import { factsKey } from '../lib/core/storage-keys.ts';
import { clusterFacts } from './builders/facts.ts';
import { at, silenceOf } from './builders/silences.ts';
import { ruleSet } from './harness/audits.ts';
import { type FakeS3, startFakeS3 } from './harness/fake-s3.ts';
import { type FakeSns, startFakeSns } from './harness/fake-sns.ts';

const login = { region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 };
const topic = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const own = ['auditor/alert-not-delivered', 'auditor/snapshot-not-stored', 'auditor/silence-ending'];

let s3: FakeS3;
let sns: FakeSns;
beforeAll(async () => {
  [s3, sns] = await Promise.all([startFakeS3(), startFakeSns()]);
});
afterAll(() => Promise.all([s3.close(), sns.close()]));
beforeEach(() => {
  s3.objects.clear();
  s3.fault = () => undefined;
  sns.fault = () => undefined;
});

/** A bucket and a topic on loopback, and one rule that the first node fails. */
function world(rules = ruleSet({}, ['aof/write-failed', ...own])) {
  const objects = s3Store(new S3Client({ ...login, endpoint: s3.endpoint, forcePathStyle: true }), 'audits');
  const records = recordStore(objects);
  const silences = silenceStore(objects);
  const clock = { seconds: 0 };
  const tools = {
    state: records,
    history: records,
    facts: records,
    sinks: [snsSink(new SNSClient({ ...login, endpoint: sns.endpoint }), topic)],
    pause: async () => {},
    quiet: { silences, windowsAround: () => [], now: () => at(clock.seconds) },
  };
  const judge = async (seconds: number, fails = true): Promise<readonly Finding[]> => {
    clock.seconds = seconds;
    const facts = clusterFacts({
      at: seconds,
      nodes: fails ? { 7001: { info: { aof_last_write_status: 'err' } } } : {},
    });
    await records.putFacts(facts);
    const input = { facts, rules, policy: defaultPolicy, alerting: defaultAlertSettings };
    return (await assess(input, tools)).findings;
  };
  return { judge, silences, tools };
}

const statusOf = (rule: string, findings: readonly Finding[]) => findings.find((each) => each.rule === rule)?.status;
const failing = (findings: readonly Finding[]) =>
  findings.flatMap(({ rule, status }) => (status === 'fail' && own.includes(rule) ? [rule] : []));

describe('an assessment that looks at itself', () => {
  test('finds nothing where messages arrive, facts are kept and nothing is silenced', async () => {
    const { judge } = world();
    for (const seconds of [0, 300, 600]) expect(failing(await judge(seconds))).toEqual([]);
  });

  test('says that a topic did not take an alert, once it does, and that it is over', async () => {
    const { judge } = world();
    const before = sns.published.length;
    sns.fault = () => [403, 'AuthorizationError'];
    expect(failing(await judge(0))).toEqual([]);
    expect(failing(await judge(300))).toEqual(['auditor/alert-not-delivered']);
    sns.fault = () => undefined;
    expect(failing(await judge(600))).toEqual(['auditor/alert-not-delivered']);
    expect(failing(await judge(900))).toEqual([]);
    expect(sns.published.slice(before).map(({ subject }) => subject)).toEqual([
      expect.stringContaining('[CRITICAL] test: '),
      '[RESOLVED] test: Alerts did not reach somebody',
    ]);
  });

  test.each<[string, () => void]>([
    ['are gone', () => void s3.objects.delete(factsKey(clusterFacts()))],
    ['are damaged', () => void s3.objects.set(factsKey(clusterFacts()), Buffer.from('{'))],
    [
      'are refused',
      () => {
        s3.fault = (method, key) => (method === 'GET' && key === factsKey(clusterFacts()) ? 'denied' : undefined);
      },
    ],
  ])('says that the facts of the audit before %s', async (_, happens) => {
    const { judge } = world();
    await judge(0, false);
    happens();
    const findings = await judge(300, false);
    expect(failing(findings)).toEqual(['auditor/snapshot-not-stored']);
    expect(findings.find(({ status }) => status === 'fail')?.message).toContain(factsKey(clusterFacts()));
    expect(failing(await judge(600, false))).toEqual([]);
  });

  test('looks for no facts of days that may have been joined', async () => {
    const { judge } = world();
    await judge(0, false);
    s3.objects.delete(factsKey(clusterFacts()));
    expect(statusOf('auditor/snapshot-not-stored', await judge(2 * 86_400, false))).toBe('skipped');
  });

  test('says that a silence ends over what still fails', async () => {
    const { judge, silences } = world();
    await silences.saveSilences('test', { schemaVersion: 1, silences: [silenceOf({ to: 40 * 3600 })] }, null);
    // Nothing fired when the first audit began.
    expect(failing(await judge(20 * 3600))).toEqual([]);
    expect(failing(await judge(21 * 3600))).toEqual(['auditor/silence-ending']);
    expect(failing(await judge(22 * 3600, false))).toEqual(['auditor/silence-ending']);
    expect(failing(await judge(23 * 3600, false))).toEqual([]);
  });

  test('asks the bucket for nothing that no rule wants to know', async () => {
    const { judge } = world(ruleSet({}, ['aof/write-failed']));
    await judge(0);
    const asked = s3.requests.length;
    await judge(300);
    expect(s3.requests.slice(asked).filter((request) => request.startsWith('GET facts/'))).toEqual([]);
  });
});

test('without a store each of them is skipped with the reason', async () => {
  const { tools } = world();
  const { facts: _, quiet: __, ...others } = tools;
  const input = { rules: ruleSet({}, own), policy: defaultPolicy, alerting: defaultAlertSettings };
  const { findings } = await assess({ facts: clusterFacts(), ...input }, { ...others, sinks: [] });
  expect(findings.map(({ rule, status, message }) => [rule, status, message])).toEqual([
    ['auditor/alert-not-delivered', 'skipped', expect.stringContaining('no sink')],
    ['auditor/silence-ending', 'skipped', expect.stringContaining('--store')],
    ['auditor/snapshot-not-stored', 'skipped', expect.stringContaining('--store')],
  ]);
});
