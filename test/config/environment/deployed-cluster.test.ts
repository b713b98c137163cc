import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { enabledRules } from '../../../lib/config/effective.ts';
import { deployedCluster, deployedNodes } from '../../../lib/config/environment/deploy-cluster.ts';
import { type DeployedCluster, parseDeployedCluster } from '../../../lib/config/environment/deployed-cluster.ts';
import { connectionFor, parseDeployedNodes } from '../../../lib/config/environment/deployed-nodes.ts';
import { defaultAlertSettings } from '../../../lib/core/alert-settings.ts';
import { defaultPolicy } from '../../../lib/core/policy.ts';
import { someRules } from '../rules.ts';
import { now, parse, problemsOf, withCluster } from './environment.ts';

const full = `
username: auditor
secret: shop/auditor
tls: {ca: ca.pem, servername: cache.internal}
natMap: {"10.0.0.1:6379": "127.0.0.1:7001"}
schedules:
  slowlog: rate(5 minutes)
  persistence: cron(0 9 ? * MON-FRI *)
policy: {minReplicas: 2}
rules: {slowlog/off: {off: noisy}, latency/round-trip-slow: {options: {failAboveMs: 5}}}
alerting: {quietSeconds: 60}`;

function deploy(lines: string, pemTexts: Readonly<Record<string, string>> = { 'ca.pem': 'the text' }): DeployedCluster {
  const [cluster] = parse(withCluster(lines.trim())).clusters;
  if (cluster === undefined) throw new Error('no cluster');
  return deployedCluster('prod', cluster, pemTexts, now);
}

describe('what is shipped with a function', () => {
  test('is one cluster with everything filled in', () => {
    expect(deploy(full)).toEqual({
      schemaVersion: 1,
      environment: 'prod',
      cluster: { id: 'shop', provider: 'self-managed' },
      seeds: ['10.0.0.1:6379'],
      username: 'auditor',
      secret: 'shop/auditor',
      tls: { ca: 'the text', servername: 'cache.internal', insecure: false },
      natMap: { '10.0.0.1:6379': '127.0.0.1:7001' },
      intervals: { slowlog: 300, persistence: 3 * 86_400 },
      policy: { ...defaultPolicy, minReplicas: 2 },
      rules: {
        'slowlog/off': { off: 'noisy' },
        'latency/round-trip-slow': { options: { failAboveMs: 5, samples: 20 } },
      },
      collection: { deadlineSeconds: 30, concurrency: 64 },
      alerting: { ...defaultAlertSettings, quietSeconds: 60 },
      maintenance: [],
    });
  });

  test.each([
    ['of all settings', full],
    ['of none', ''],
  ])('comes out of JSON as it went in: %s', (_, lines) => {
    expect(parseDeployedCluster(JSON.stringify(deploy(lines)), someRules)).toEqual(deploy(lines));
  });

  test('needs the text of each certificate file', () => {
    expect(() => deploy(full, {})).toThrow('the text of ca.pem was not handed in');
  });

  test('decides which rules an audit runs', () => {
    const rules = enabledRules(someRules, parseDeployedCluster(JSON.stringify(deploy(full)), someRules), 'slowlog');
    expect(rules.map(({ rule }) => rule.id)).toEqual([
      'auditor/run-missed',
      'commands/flush-used',
      'topology/node-unreachable',
    ]);
  });
});

describe('what a function finds', () => {
  const least = {
    schemaVersion: 1,
    environment: 'prod',
    cluster: { id: 'shop' },
    seeds: ['10.0.0.1:6379'],
  };
  const found = (change: object) =>
    problemsOf(() => parseDeployedCluster(JSON.stringify({ ...least, ...change }), someRules));

  test('may leave out what has a default', () => {
    expect(parseDeployedCluster(JSON.stringify(least), someRules)).toEqual({
      ...least,
      cluster: { id: 'shop', provider: 'self-managed' },
      natMap: {},
      intervals: {},
      policy: defaultPolicy,
      rules: {},
      collection: { deadlineSeconds: 30, concurrency: 64 },
      alerting: defaultAlertSettings,
      maintenance: [],
    });
  });

  test.each<[string, object, readonly string[]]>([
    ['of a later version', { schemaVersion: 2 }, ['- schemaVersion: must be 1']],
    ['without seeds', { seeds: [] }, ['- seeds: must name at least one node to begin with']],
    [
      'with a key of another version',
      { shards: [] },
      [expect.stringMatching(/^- shards: unknown key/) as unknown as string],
    ],
    ['with a rule that is gone', { rules: { 'memory/gone': {} } }, ['- rules.memory/gone: no rule is called that']],
    ['with an interval of nothing', { intervals: { full: 0 } }, ['- intervals.full: must be at least 1']],
  ])('is refused %s', (_, change, expected) => expect(found(change)).toEqual(expected));

  test('is refused when it is no JSON, without repeating it', () => {
    expect(problemsOf(() => parseDeployedCluster('{"password": hunter2}', someRules))).toEqual(['- : is not JSON']);
  });

  test('is refused with what to do about it', () => {
    expect(() => parseDeployedCluster('[]', someRules)).toThrow(
      expect.objectContaining({
        message: 'cluster.json has a problem:\n  cluster.json: must be a mapping (key: value)',
        hint: 'Deploy again: the stack writes this file.',
      }) as unknown as Error,
    );
  });
});

describe('what is shipped with a function that judges nothing', () => {
  const nodes = (lines: string, login: Parameters<typeof deployedNodes>[1] = {}) => deployedNodes(deploy(lines), login);

  test('is how the nodes are reached, by the login that was given, and what is kept', () => {
    expect(nodes(full, { username: 'copier', secret: 'shop/copier', keep: { count: 7 } })).toEqual({
      schemaVersion: 1,
      environment: 'prod',
      cluster: { id: 'shop', provider: 'self-managed' },
      seeds: ['10.0.0.1:6379'],
      username: 'copier',
      secret: 'shop/copier',
      tls: { ca: 'the text', servername: 'cache.internal', insecure: false },
      natMap: { '10.0.0.1:6379': '127.0.0.1:7001' },
      collection: { deadlineSeconds: 30, concurrency: 64 },
      keep: { count: 7 },
    });
  });

  test("has no login where none was given, and never the auditor's", () => {
    expect(nodes(full)).not.toHaveProperty('username');
    expect(nodes(full)).not.toHaveProperty('secret');
  });

  test('comes out of JSON as it went in', () => {
    expect(parseDeployedNodes(JSON.stringify(nodes(full)))).toEqual(nodes(full));
  });

  test('is refused when somebody has edited it into something else', () => {
    const edited = { ...nodes(full), keep: {}, seeds: [], rules: {} };
    expect(problemsOf(() => parseDeployedNodes(JSON.stringify(edited))).map((each) => each.split(':')[0])).toEqual(
      expect.arrayContaining(['- seeds', '- keep', '- rules']),
    );
  });
});

describe('how a function reaches the nodes', () => {
  test('is what was shipped, and the password', () => {
    expect(connectionFor(deploy(full), 'from the secret')).toEqual({
      username: 'auditor',
      password: 'from the secret',
      tls: { ca: 'the text', servername: 'cache.internal', insecure: false },
      natMap: { '10.0.0.1:6379': '127.0.0.1:7001' },
    });
  });

  test('goes by the user of the secret where that names one', () => {
    expect(connectionFor(deploy(full), 'x', 'auditor_clone')).toMatchObject({ username: 'auditor_clone' });
  });

  test('has no login where none is declared', () => {
    expect(connectionFor(deploy(''), undefined)).toEqual({ natMap: {} });
  });
});

test('reading it brings neither YAML nor schedules nor a Node API into a bundle, and little else', async () => {
  const { metafile } = await build({
    entryPoints: [join(import.meta.dirname, '../../../lib/config/environment/deployed-cluster.ts')],
    bundle: true,
    minify: true,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    metafile: true,
    write: false,
  });
  const packages = Object.keys(metafile.inputs).flatMap(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  expect([...new Set(packages)]).toEqual(['valibot']);
  const [bytes] = Object.values(metafile.outputs).map((output) => output.bytes);
  expect(bytes).toBeLessThan(26_000);
});
