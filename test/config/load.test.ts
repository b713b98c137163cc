import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../lib/config/config-error.ts';
import { defaultConfig, loadConfig, parseConfig } from '../../lib/config/load.ts';
import { defaultAlertSettings } from '../../lib/core/alert-settings.ts';
import { defaultPolicy } from '../../lib/core/policy.ts';
import { someRules } from './rules.ts';

const complete = `
cluster:
  id: shop-prod
  provider: self-managed
  seeds: [10.0.0.1:6379, "[fd00::1]:6379"]
  username: auditor
  tls:
    ca: /etc/redis/ca.pem
    cert: /etc/redis/auditor.pem
    key: /etc/redis/auditor.key
    servername: redis.internal
  natMap:
    "10.0.0.1:6379": 127.0.0.1:7001
policy:
  maxLossSeconds: 5
  aof:
    roles: [primary]
rules:
  aof/write-failed:
    off: the disk is watched elsewhere
  latency/round-trip-slow:
    severity: info
    failureThreshold: 3
    successThreshold: 2
    options:
      failAboveMs: 25
collection:
  deadlineSeconds: 45
alerting:
  repeatHours: {critical: 1}
  escalateAfterHours: 72
schedules:
  full:
    intervalSeconds: 3600
  slowlog:
    intervalSeconds: 60
`;

const parse = (text: string) => parseConfig(text, someRules, 'shop.yaml');

/** What is wrong with a text, as `line path: message; hint`. */
function problems(text: string): readonly string[] {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(
      ({ line, path, message, hint }) => `${line} ${path}: ${message}${hint === '' ? '' : `; ${hint}`}`,
    );
  }
  return [];
}

describe('a configuration', () => {
  test('is read with its defaults filled in', () => {
    expect(parse(complete)).toEqual({
      cluster: {
        id: 'shop-prod',
        provider: 'self-managed',
        seeds: ['10.0.0.1:6379', '[fd00::1]:6379'],
        username: 'auditor',
        tls: {
          enabled: true,
          ca: '/etc/redis/ca.pem',
          cert: '/etc/redis/auditor.pem',
          key: '/etc/redis/auditor.key',
          servername: 'redis.internal',
          insecure: false,
        },
        natMap: { '10.0.0.1:6379': '127.0.0.1:7001' },
      },
      policy: { ...defaultPolicy, maxLossSeconds: 5, aof: { ...defaultPolicy.aof, roles: ['primary'] } },
      rules: {
        'aof/write-failed': { off: 'the disk is watched elsewhere' },
        'latency/round-trip-slow': {
          severity: 'info',
          failureThreshold: 3,
          successThreshold: 2,
          options: { failAboveMs: 25, samples: 20 },
        },
      },
      collection: { deadlineSeconds: 45, concurrency: 64 },
      alerting: { ...defaultAlertSettings, repeatHours: { critical: 1, warning: 24 }, escalateAfterHours: 72 },
      maintenance: [],
      schedules: { full: { intervalSeconds: 3600 }, slowlog: { intervalSeconds: 60 } },
    });
  });

  test('may have a section whose lines are all commented out', () => {
    expect(parse('rules:\n  # slowlog/off: {off: x}\npolicy:\n')).toEqual(parse(''));
  });

  test('that is empty means the defaults', () => {
    const expected = {
      policy: defaultPolicy,
      rules: {},
      collection: { deadlineSeconds: 30, concurrency: 64 },
      alerting: defaultAlertSettings,
      maintenance: [],
      schedules: {},
    };
    expect(parse('')).toEqual(expected);
    expect(parse('# nothing yet\n')).toEqual(expected);
    expect(defaultConfig(someRules)).toEqual(expected);
  });
});

describe('what is wrong is told with its line, and what was probably meant', () => {
  const cluster = 'cluster:\n  id: a\n';
  const rules = 'rules:\n  latency/round-trip-slow:\n';
  test.each<[string, string, readonly string[]]>([
    ['a key with a slip', 'clutser: {}', ['1 clutser: unknown key; did you mean cluster?']],
    [
      'a key like no other',
      'colour: red',
      [
        '1 colour: unknown key; known here: cluster, localRules, policy, rules, collection, alerting, maintenance, schedules',
      ],
    ],
    ['a key further down', `${cluster}  provder: memorydb`, ['3 cluster.provder: unknown key; did you mean provider?']],
    [
      'a rule with a slip',
      'rules:\n  aof/not-enabeld: {}',
      ['2 rules.aof/not-enabeld: no rule is called that; did you mean aof/not-enabled?'],
    ],
    [
      'a rule without its area',
      'rules:\n  slot-uncovered: {}',
      ['2 rules.slot-uncovered: no rule is called that; did you mean topology/slot-uncovered?'],
    ],
    [
      'a rule in another area',
      'rules:\n  rdb/write-failed: {}',
      ['2 rules.rdb/write-failed: no rule is called that; did you mean aof/write-failed?'],
    ],
    [
      'a rule that does not exist',
      'rules:\n  memory/nothing-like-it: {}',
      ['2 rules.memory/nothing-like-it: no rule is called that'],
    ],
    [
      'an option with a slip',
      `${rules}    options: {failAbove: 3}`,
      ['3 rules.latency/round-trip-slow.options.failAbove: unknown key; did you mean failAboveMs?'],
    ],
    [
      'an option of a rule without any',
      'rules:\n  slowlog/off: {options: {x: 1}}',
      ['2 rules.slowlog/off.options.x: unknown key; nothing may stand here'],
    ],
    [
      'an option that is no number',
      `${rules}    options:\n      failAboveMs: 100ms`,
      ['4 rules.latency/round-trip-slow.options.failAboveMs: must be a number'],
    ],
    [
      'an option below its least value',
      `${rules}    options: {samples: 0}`,
      ['3 rules.latency/round-trip-slow.options.samples: must be at least 1'],
    ],
    [
      'an option that must be whole',
      `${rules}    options: {samples: 1.5}`,
      ['3 rules.latency/round-trip-slow.options.samples: must be a whole number'],
    ],
    [
      'a severity with a slip',
      `${rules}    severity: critcal`,
      ['3 rules.latency/round-trip-slow.severity: must be one of critical, warning, info; did you mean critical?'],
    ],
    [
      'a rule switched off without a reason',
      'rules:\n  slowlog/off:\n    off: true',
      ['3 rules.slowlog/off.off: must be the reason, as text'],
    ],
    [
      'a rule switched off and changed',
      `${rules}    off: noisy\n    severity: info`,
      ['3 rules.latency/round-trip-slow: is switched off, so what else is set for it has no effect: leave it out'],
    ],
    [
      'a rule switched off and counted',
      `${rules}    off: noisy\n    failureThreshold: 2`,
      ['3 rules.latency/round-trip-slow: is switched off, so what else is set for it has no effect: leave it out'],
    ],
    [
      'a threshold of nothing',
      `${rules}    failureThreshold: 0`,
      ['3 rules.latency/round-trip-slow.failureThreshold: must be at least 1'],
    ],
    [
      'a time with a slip',
      'alerting:\n  repeatHour: {critical: 1}',
      ['2 alerting.repeatHour: unknown key; did you mean repeatHours?'],
    ],
    [
      'flapping that every alert would be',
      'alerting:\n  flapping: {changes: 1}',
      ['2 alerting.flapping.changes: must be at least 2'],
    ],
    [
      'a reminder of what is not told by itself',
      'alerting:\n  repeatHours: {info: 1}',
      ['2 alerting.repeatHours.info: unknown key; known here: critical, warning'],
    ],
    ['a value of the wrong kind', 'policy: []', ['1 policy: must be a mapping (key: value)']],
    ['a list instead of a mapping', '- 1\n', ['1 : must be a mapping (key: value)']],
    [
      'a list in place of an address map',
      `${cluster}  natMap: []`,
      ['3 cluster.natMap: must be a mapping (key: value)'],
    ],
    ['text instead of a mapping', 'shop', ['1 : must be a mapping (key: value)']],
    [
      'an id that cannot be a name',
      'cluster:\n  id: "a b/c"',
      ['2 cluster.id: must be letters, digits, dots, dashes or underscores, at most 63'],
    ],
    ['an id that is missing', 'cluster:\n  seeds: []', ['2 cluster.id: is missing']],
    [
      'a seed without port',
      `${cluster}  seeds:\n  - 10.0.0.1\n  - 10.0.0.2:99999`,
      ['4 cluster.seeds[0]: must be host:port', '5 cluster.seeds[1]: must be host:port'],
    ],
    [
      'an address map with a name alone',
      `${cluster}  natMap: {"10.0.0.1": "127.0.0.1:7001"}`,
      ['3 cluster.natMap["10.0.0.1"]: must be host:port'],
    ],
    [
      'a certificate without its key',
      `${cluster}  tls: {cert: a.pem}`,
      ['3 cluster.tls: cert and key only work together'],
    ],
    [
      'a schedule of no audit',
      'schedules:\n  hourly: {intervalSeconds: 60}',
      ['2 schedules.hourly: unknown key; known here: full, slowlog, latency, topology, persistence'],
    ],
    [
      'a policy value',
      'policy:\n  aof:\n    fsync: [sometimes]',
      ['3 policy.aof.fsync[0]: must be one of always, everysec, no'],
    ],
    ['a key given twice', 'policy: {}\npolicy: {}', ['2 : is not YAML: Map keys must be unique']],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test('all of it at once, in the order of the file', () => {
    const text = 'cluster:\n  id: 7\n  sseds: []\n  prot: 1\nrules:\n  aof/of: {}\n  aof/nott-enabled: {}\nextra: 1\n';
    expect(problems(text).map((problem) => problem.split(':')[0])).toEqual([
      '2 cluster.id',
      '3 cluster.sseds',
      '4 cluster.prot',
      '6 rules.aof/of',
      '7 rules.aof/nott-enabled',
      '8 extra',
    ]);
  });

  test('as one message that names the file', () => {
    expect(() => parse('rules:\n  aof/not-enabeld: {}\nx: 1')).toThrow(
      'shop.yaml has 2 problems:\n  shop.yaml:2: rules.aof/not-enabeld: no rule is called that; did you mean aof/not-enabled?\n  shop.yaml:3: x: unknown key',
    );
  });
});

describe('passwords', () => {
  const secret = 'hunter2-never-shown';

  test.each([
    ['a key for one', `cluster:\n  id: a\n  password: ${secret}`],
    ['a key for one elsewhere', `requirepass: ${secret}`],
    ['in TLS settings', `cluster:\n  id: a\n  tls:\n    passphrase: ${secret}`],
  ])('are refused: %s', (_, text) => {
    const [problem, ...others] = problems(text);
    expect(problem).toMatch(/a password must not stand in this file; set REDISCLI_AUTH, or put it into the URL/);
    expect(others).toEqual([]);
  });

  test.each([
    ['a key for one', `cluster:\n  id: a\n  password: ${secret}`],
    ['a URL as seed', `cluster:\n  id: a\n  seeds: ["redis://u:${secret}@10.0.0.1:6379"]`],
    ['a wrong type', `cluster:\n  id: a\n  tls: ${secret}`],
    ['an address map', `cluster:\n  id: a\n  natMap: {"10.0.0.1:1": "x:${secret}@h"}`],
  ])('are not repeated in messages: %s', (_, text) => {
    expect(() => parse(text)).toThrow(ConfigError);
    expect(problems(text).join('\n')).not.toContain(secret);
  });
});

describe('a file', () => {
  test('is read from disk', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'config-'));
    await writeFile(join(directory, 'shop.yaml'), complete);
    await expect(loadConfig(join(directory, 'shop.yaml'), someRules)).resolves.toEqual(parse(complete));
    await rm(directory, { recursive: true });
  });

  test('that is not there is a problem like any other', async () => {
    await expect(loadConfig('/nowhere/shop.yaml', someRules)).rejects.toThrow(
      '/nowhere/shop.yaml has a problem:\n  /nowhere/shop.yaml: there is no such file',
    );
  });
});
