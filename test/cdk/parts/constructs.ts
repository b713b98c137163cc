import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CfnParameter, Stack } from 'aws-cdk-lib';
import { AuditorBucket, ClusterAuditor, type ClusterAuditorProps } from '../../../lib/cdk/index.ts';
import { type Declared, shop as declaredShop, everything, now } from '../declared.ts';
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
      Namespace: 'RedisClusterAuditor/Theirs',
    });
  });

  test.each([
    ['nobody is told', { alerts: {} }, 'nobody would be told of the alerts of Theirs/Auditor'],
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

  test('a webhook function has no cluster', () => {
    expect(() => given('Webhook/Carrier', 'cluster.json')).toThrow('ENOENT');
  });
});

/** Names that are written out, where CloudFormation would have made one that is like no other. */
function chosenNames(properties: Readonly<Record<string, unknown>>): readonly string[] {
  const ofOthers = ['MetricName', 'PolicyName', 'ServiceName', 'GroupName', 'DisplayName'];
  return Object.entries(properties).flatMap(([key, value]) =>
    key.endsWith('Name') && !ofOthers.includes(key) && typeof value === 'string' ? [value] : [],
  );
}

describe('Two environments side by side', () => {
  const clusters = [declaredShop];
  const app = newApp();
  addStack(app, { ...everything, clusters }, 'prod');
  addStack(app, { ...everything, clusters }, 'prod-eu');
  const [one, other] = [templateOf(app, 'RedisAuditor-prod'), templateOf(app, 'RedisAuditor-prod-eu')];

  test('share no name that somebody chose, though one of them begins like the other', () => {
    const names = ({ resources }: Synthesised) => resources.flatMap(({ Properties }) => chosenNames(Properties));
    const shared = names(one).filter((name) => names(other).includes(name));
    expect(names(one).length).toBeGreaterThan(8);
    expect(shared).toEqual([]);
  });

  test('count their own metrics', () => {
    const namespaces = ({ ofType }: Synthesised) =>
      new Set(ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => String(Properties.Namespace)));
    expect([...namespaces(one)].filter((name) => !name.startsWith('AWS/') && namespaces(other).has(name))).toEqual([]);
  });

  test('export nothing and import nothing', () => {
    expect(one.text + other.text).not.toMatch(/"Export"|Fn::ImportValue/);
  });

  test('an update of one cluster touches the functions of no other', () => {
    const keyOf = (declared: Declared) => {
      const { Properties } = synthesised(declared).one('AWS::Lambda::Function', 'shopObserve');
      return (Properties as { readonly Code: { readonly S3Key: string } }).Code.S3Key;
    };
    const cart = { id: 'cart', seeds: ['cart:6379'] };
    expect(keyOf({ clusters: [declaredShop, cart] })).toBe(
      keyOf({ clusters: [declaredShop, { ...cart, seeds: ['cart:7000'] }] }),
    );
    expect(keyOf({ clusters: [declaredShop] })).not.toBe(
      keyOf({ clusters: [{ ...declaredShop, seeds: ['10.0.0.2:6379'] }] }),
    );
  });
});
