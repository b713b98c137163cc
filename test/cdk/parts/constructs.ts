import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CfnParameter, Stack } from 'aws-cdk-lib';
import { checkedClusters } from '../../../lib/cdk/audited-cluster.ts';
import { AuditorBucket, ClusterAuditor, type ClusterAuditorProps } from '../../../lib/cdk/index.ts';
import { estimateBill } from '../../../lib/config/environment/bill.ts';
import { parseDeployedCluster } from '../../../lib/config/environment/deployed-cluster.ts';
import { rules } from '../../../lib/core/rules/index.ts';
import { type Declared, shop as declaredShop, environmentOf, everything, machines, now } from '../declared.ts';
import { addStack, bundles, newApp, type Synthesised, synthesised, templateOf } from '../synthesised.ts';

const { network: _, ...shop } = declaredShop;
const base = { clusters: [shop], alerts: { email: ['oncall@example.com'] }, bundles, now };

/** The auditor inside a stack of somebody else's. */
function auditorWith(props: Partial<ClusterAuditorProps>, app = newApp()): Synthesised {
  const stack = new Stack(app, 'Theirs');
  new ClusterAuditor(stack, 'Auditor', { ...base, ...props });
  return templateOf(app, 'Theirs');
}

describe('The auditor in another app', () => {
  test('is named after the stack', () => {
    const { Properties } = auditorWith({}).one('AWS::CloudWatch::Alarm', 'missedrun');
    expect(Properties).toMatchObject({
      AlarmName: 'RedisAuditor/Theirs/shop/missed-run',
      Dimensions: [{ Name: 'cluster', Value: 'Theirs/shop' }],
    });
  });

  test.each([
    ['nobody is told', { alerts: {} }, 'nobody would be told of the alerts of Theirs/Auditor'],
    ['nobody is in a list', { alerts: { email: [], queues: [] } }, 'nobody would be told of the alerts'],
    [
      'Slack and web servers want the same form',
      { alerts: { slack: everything.alerts.slack, ...machines.alerts } },
      'the alerts of Theirs/Auditor cannot go to all of these',
    ],
    [
      'a cluster is declared wrongly',
      { clusters: [{ ...shop, seeds: ['10.0.0.1'] }] },
      /Theirs\/Auditor has a problem:\n.*seeds.*must be host:port/,
    ],
    ['a key is unknown', { clusters: [{ ...shop, seed: 'x' } as unknown as typeof shop] }, /seed.*unknown key/],
  ])('says what is wrong when %s', (_, props: Partial<ClusterAuditorProps>, message) => {
    expect(() => auditorWith(props)).toThrow(message);
  });

  test('takes no reference where a file is written, and says so', () => {
    const app = newApp();
    const seed = new CfnParameter(new Stack(app, 'Other'), 'Seed').valueAsString;
    expect(() => auditorWith({ clusters: [{ ...shop, seeds: [seed] }] }, app)).toThrow(
      'the clusters of Theirs/Auditor refer to something that is known only at the deploy',
    );
  });

  test('says how bundles are made that are not there', () => {
    const hint = 'Make the bundles first: node scripts/bundle.mjs';
    expect(() => auditorWith({ bundles: '/nowhere' })).toThrow(expect.objectContaining({ hint }));
  });
});

test('A bucket with a lock cannot go with its stack', () => {
  const stack = new Stack(newApp(), 'Theirs');
  const objectLock = { mode: 'governance', days: 1 } as const;
  expect(() => new AuditorBucket(stack, 'Storage', { objectLock, keepOnDestroy: false })).toThrow(
    'keepOnDestroy is false',
  );
});

test('A lock does not outlast what it locks', () => {
  const objectLock = { mode: 'governance', days: 30 } as const;
  expect(
    () => new AuditorBucket(new Stack(newApp(), 'Theirs'), 'Storage', { expireAfterDays: 10, objectLock }),
  ).toThrow(
    expect.objectContaining({
      message: 'storage.objectLock keeps objects for 30 days, and storage.expireAfterDays lets them expire after 10',
      hint: 'Let them expire later, or lock them for less.',
    }),
  );
});

describe('The estimated bill', () => {
  const alarmsIn = (declared: Declared): number => {
    const { clusters, shared } = estimateBill(environmentOf(declared), now);
    const lines = [...clusters, shared].flatMap((part) => part.lines.filter(({ item }) => item === 'alarms'));
    return lines.reduce((sum, { quantity }) => sum + quantity, 0);
  };
  const made = (declared: Declared): number => synthesised(declared).ofType('AWS::CloudWatch::Alarm').length;

  test('counts every alarm of an environment that has everything', () => {
    expect(alarmsIn(everything)).toBe(made(everything));
  });

  test('counts those for web servers too', () => {
    expect(alarmsIn(machines) - alarmsIn({})).toBe(made(machines) - made({}));
  });

  test('and never fewer than there are', () => {
    expect(alarmsIn({})).toBeGreaterThanOrEqual(made({}));
  });
});

test('Nothing outlives the stack but the bucket and the key that its objects need', () => {
  const kept = synthesised(everything).resources.filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain');
  expect(kept.map(({ Type }) => Type).toSorted()).toEqual(['AWS::KMS::Key', 'AWS::S3::Bucket']);
  const thrownAway = synthesised({ ...everything, storage: { encryption: 'kms', keepOnDestroy: false } });
  expect(thrownAway.text).not.toContain('"Retain"');
});

test('A cluster with a preset has the policy of it, but for what it declares itself', () => {
  const policy = { preset: 'cache', minReplicas: 2 } as const;
  const [checked] = checkedClusters([{ ...shop, policy }], { where: 'Theirs', now, catalogue: rules });
  expect(checked?.declared.policy).toMatchObject({ ...policy, persistence: 'none', aof: { roles: [] } });
});

describe('Scheduled copies of a cluster in another app', () => {
  const AGE_RULE = 'backup/newest-too-old';
  const checked = (more: object = {}) => {
    const backup = { copy: { schedule: 'cron(0 3 ? * SUN *)', keep: { count: 4 } } };
    const [first] = checkedClusters([{ ...shop, backup, ...more }], { where: 'Theirs', now, catalogue: rules });
    return first?.declared;
  };

  test('imply that there have to be some, and how old the newest may be, as no alarm can look back so far', () => {
    const declared = checked();
    expect(declared?.policy.backup).toEqual({});
    expect(declared?.rules[AGE_RULE]?.options).toEqual({ firstWithinHours: 170, maxAgeHours: 170 });
  });

  test('but for what is declared', () => {
    const options = { maxAgeHours: 200 };
    expect(checked({ rules: { [AGE_RULE]: { options } } })?.rules[AGE_RULE]?.options).toMatchObject(options);
  });
});

describe('What a function is given', () => {
  const app = newApp();
  addStack(app, { ...everything, clusters: [{ ...declaredShop, tls: { ca: 'ca.pem' } }] });
  const assembly = app.synth();
  const assets = JSON.parse(readFileSync(join(assembly.directory, 'RedisAuditor-test.assets.json'), 'utf8')) as {
    readonly files: Readonly<
      Record<string, { readonly displayName?: string; readonly source: { readonly path: string } }>
    >;
  };
  const given = (words: string, file: string): string => {
    const path =
      Object.values(assets.files).find(({ displayName = '' }) => displayName.includes(words))?.source.path ?? '';
    return readFileSync(join(assembly.directory, path, file), 'utf8');
  };

  test('is its own bundle, with the tracer in it where X-Ray is asked for', () => {
    expect(given('Cluster-shop/Observe', 'index.js')).toBe('// observe-traced\n');
    expect(given('Cluster-shop/Assess', 'index.js')).toBe('// assess-traced\n');
    expect(given('Webhook/Carrier', 'index.js')).toBe('// slack-traced\n');
    expect(given('PagerDuty/Carrier', 'index.js')).toBe('// pagerduty-traced\n');
  });

  test('and its cluster, with the texts of certificates and without a password', () => {
    expect(JSON.parse(given('Cluster-shop/Observe', 'cluster.json'))).toMatchObject({
      schemaVersion: 1,
      environment: 'test',
      cluster: { id: 'shop', provider: 'self-managed' },
      seeds: ['10.0.0.1:6379'],
      tls: { ca: 'PEM TEXT' },
    });
  });

  test('as the function reads it', () => {
    const read = parseDeployedCluster(given('Cluster-shop/Assess', 'cluster.json'), rules);
    expect(read).toMatchObject({ cluster: { id: 'shop' }, intervals: { topology: 300, full: 900 } });
  });

  test('a webhook function has no cluster', () => {
    expect(() => given('Webhook/Carrier', 'cluster.json')).toThrow('ENOENT');
  });
});
