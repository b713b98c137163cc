import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { unseenInFile } from '../../lib/cli/config/unseen-in-file.ts';
import { defaultPolicy } from '../../lib/core/policy.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { run } from './fake-io.ts';

const hiding = `
    rules:
      latency/round-trip-slow: {options: {failAboveMs: 2500}}
      slowlog/topology-command-slow: {options: {failAtCount: 600}}
      security/certificate-nearly-expired: {options: {failBelowDays: 1}}
      auditor/silence-ending: {options: {failBelowHours: 2}}`;

const environment = (schedule: string, rules = '') => `
alerts: {email: [oncall@example.com]}
watchdog: {email: []}
clusters:
  - id: shop
    seeds: [10.0.0.1:6379]
    schedules: {full: ${schedule}}${rules}
`;

const ofOneCluster = `
cluster: {id: shop}
schedules: {full: {intervalSeconds: 172800}, slowlog: {intervalSeconds: 300}}${hiding.replaceAll('\n    ', '\n')}
`;

/** Lines that begin with these words, in what `config check` prints of a file. */
async function unseenIn(text: string): Promise<readonly string[]> {
  const file = join(await mkdtemp(join(tmpdir(), 'unseen-')), 'file.yaml');
  await writeFile(file, text);
  const { code, stdout } = await run(['config', 'check', file]);
  expect(code).toBe(0);
  const words = stdout.replaceAll(/\s+/g, ' ');
  return words.match(/cannot be seen: \S+, limit [^:]+/g) ?? [];
}

const everywhere = [
  'cannot be seen: latency/round-trip-slow, limit 2500 ms',
  'cannot be seen: security/certificate-nearly-expired, limit 1 days',
  'cannot be seen: slowlog/topology-command-slow, limit 600 entries',
];

describe('limits and the directives that a policy wants', () => {
  test.each<[string, object, readonly string[]]>([
    ['none are hidden by those of the reference', { 'slowlog-log-slower-than': 10_000, 'slowlog-max-len': '512' }, []],
    [
      'a coarse slow log hides some',
      { 'slowlog-log-slower-than': '20000' },
      ['slowlog/internal-command-slow', 'slowlog/many-slow-commands'],
    ],
    ['a coarse monitor others', { 'latency-monitor-threshold': 300 }, ['latency/command-spike']],
    [
      'a short log full of quick commands others',
      { 'slowlog-log-slower-than': 0, 'slowlog-max-len': 40 },
      ['slowlog/many-slow-commands'],
    ],
  ])('%s', (_, directives, hidden) => {
    const some = rules.filter(({ id }) => /internal-command|command-spike|many-slow/.test(id));
    const policy = { ...defaultPolicy, directives };
    const texts = unseenInFile(some, { rules: {}, policy }, { full: 300 });
    expect(texts.map((text) => /^cannot be seen: (\S+),/.exec(text)?.[1])).toEqual(hidden);
  });
});

describe('config check of limits that no audit can see broken', () => {
  test.each<[string, string, readonly string[]]>([
    ['says nothing of the defaults', environment('rate(5 minutes)'), []],
    ['nor of the defaults once a day', environment('rate(1 day)'), []],
    [
      'names each of an environment',
      environment('rate(2 days)', hiding),
      ['cannot be seen: auditor/silence-ending, limit 2 hours', ...everywhere],
    ],
    [
      'and not those for which audits come often enough',
      environment('rate(5 minutes)', hiding),
      everywhere.filter((words) => !words.includes('certificate')),
    ],
    ['and of a file for one cluster, by the kinds that run each rule', ofOneCluster, everywhere],
  ])('%s', async (_, text, wanted) => {
    expect(await unseenIn(text)).toEqual(wanted);
  });
});
