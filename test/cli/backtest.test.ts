import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { startAhead } from '../../lib/cli/backtest/ahead.ts';
import { defaultPolicy } from '../../lib/core/policy.ts';
import { digestStage } from '../builders/digested.ts';
import { mailbox } from '../harness/mailbox.ts';
import { run } from './fake-io.ts';

const directory = mkdtempSync(join(tmpdir(), 'backtest-'));
const cache = mkdtempSync(join(tmpdir(), 'backtest-cache-'));
const now = (): number => Date.UTC(2026, 2, 1, 12);
const backtest = (words: string, store = directory) =>
  run(`backtest --store ${store} --since 9h ${words}`, { now, env: { XDG_CACHE_HOME: cache } });

/** Settings that judge as the stage did: its few rules, and nothing else. */
const asThen = join(directory, 'as-then.yaml');

interface Printed {
  readonly audits: number;
  readonly told: object;
  readonly rules: readonly { readonly rule: string; readonly would: number; readonly did: number }[];
  readonly episodes: readonly object[];
  readonly blind: readonly { readonly rule: string; readonly facts: readonly object[] }[];
  readonly unreadable: readonly string[];
}

async function json(words: string, store = directory): Promise<Printed> {
  const { code, stdout, stderr } = await backtest(`--format json ${words}`, store);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Printed;
}

const aofOff = { 7001: { info: { aof_enabled: 0 } } };

beforeAll(async () => {
  // An audit in each hour from 03:00: AOF is off on one primary from the second to the fourth.
  const stage = digestStage(directoryStore(directory));
  const sinks = [mailbox()];
  for (const [hour, nodes] of [{}, aofOff, aofOff, aofOff, {}, {}, {}].entries())
    await stage.audit({ at: hour * 3600, nodes }, sinks);
  const { stdout } = await run('rules');
  const judged =
    /aof\/not-enabled|persistence\/primary-restarts-empty|topology\/(?:node-unreachable|failover-happened)|very-slow-command/;
  const off = Array.from(stdout.matchAll(/^([a-z]+\/[\w-]+) /gm), ([, id = '']) => id).filter((id) => !judged.test(id));
  writeFileSync(asThen, `rules:\n${off.map((id) => `  ${id}: {off: not judged then}\n`).join('')}`);
});
afterAll(() => {
  for (const each of [directory, cache]) rmSync(each, { recursive: true });
});

describe('backtest', () => {
  test('by the settings of then finds what was told then, and nothing else', async () => {
    const printed = await json(`--config ${asThen}`);
    expect(printed).toMatchObject({ audits: 7, unreadable: [] });
    const rules = printed.rules.map(({ rule, ...counts }) => [rule, counts] as const);
    expect(rules.length).toBeGreaterThan(0);
    for (const [, counts] of rules) expect(counts).toMatchObject({ would: 1, did: 1, onlyWould: 0, onlyDid: 0 });
    expect(printed.told).toEqual({ would: 2, did: 2 });
  });

  test('by a longer patience finds that it would not have fired', async () => {
    const printed = await json(`--config ${asThen} --set aof/not-enabled.failureThreshold=4`);
    expect(printed.rules).toContainEqual(
      expect.objectContaining({ rule: 'aof/not-enabled', would: 0, did: 1, onlyDid: 1, wouldFireMs: 0 }),
    );
    expect(printed.episodes).toContainEqual(
      expect.objectContaining({ rule: 'aof/not-enabled', by: 'did', to: '2026-03-01T07:00:00.000Z' }),
    );
  });

  test.each([
    ['a rule that is off', 'aof/not-enabled=off', 'aof/not-enabled', { would: 0, did: 1 }],
    ['another severity', 'aof/not-enabled.severity=info', 'aof/not-enabled', { would: 1, severity: 'info' }],
    [
      'an option',
      'replication/output-limit-too-small.minHardMiB=4096',
      'replication/output-limit-too-small',
      { did: 0, onlyWould: 6 },
    ],
  ])('tries %s', async (_, setting, rule, expected) => {
    const { rules } = await json(`--set ${setting}`);
    expect(rules).toContainEqual(expect.objectContaining({ rule, ...expected }));
  });

  test('says it to people, with the time of each difference', async () => {
    const { code, stdout } = await backtest(`--config ${asThen} --set aof/not-enabled=off`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Cluster shop, 2026-03-01 03:00:00 UTC to .*: 7 audits judged once more, by\n/);
    expect(stdout).toMatch(/ {2}aof\/not-enabled +\w+ +0 +1 +0 +1 +- +3 h\n/);
    expect(stdout).toContain(
      'Fired, and would not have:\n  2026-03-01 04:00:00 UTC  to 2026-03-01 07:00:00 UTC  critical  aof/not-enabled',
    );
  });

  test('compares the rules alone that are asked for', async () => {
    const words = `--config ${asThen} --only aof/not-enabled primary-restarts-empty --set aof/not-enabled=off`;
    const { code, stdout } = await backtest(words);
    expect(code).toBe(0);
    expect(stdout.replaceAll('\n', ' ')).toContain(
      'judged once more for aof/not-enabled and persistence/primary-restarts-empty, by',
    );
    expect(stdout).toContain('\nSwitched off by these settings: aof/not-enabled.\n');
    expect(stdout.replaceAll('\n', ' ')).toContain('2 audits would have told somebody of that; 2 did.');
    const printed = await json(words);
    expect(printed).toMatchObject({ audits: 7, told: { would: 2, did: 2 }, blind: [] });
    expect(printed.rules.map(({ rule, would, did }) => [rule, would, did])).toEqual([
      ['persistence/primary-restarts-empty', 1, 1],
      ['aof/not-enabled', 0, 1],
    ]);
  });

  test('says which rules the facts of then do not answer', async () => {
    const { blind } = await json(`--config ${asThen}`);
    const wanted = { fact: 'prev.topology', reason: 'not-attempted', audits: 1 };
    expect(blind).toEqual([
      { rule: 'topology/failover-happened', audits: 7, open: 1, facts: [wanted], reason: expect.any(String) },
    ]);
    const { stdout } = await backtest(`--config ${asThen}`);
    expect(stdout).toContain(`Could not be judged on everything:
  topology/failover-happened in 1 of 7 audits, for want of prev.topology (not-attempted)
`);
  });

  test('names what it cannot read, and goes on', async () => {
    const damaged = mkdtempSync(join(tmpdir(), 'backtest-'));
    const stage = digestStage(directoryStore(damaged));
    for (const hour of [0, 1]) await stage.audit({ at: hour * 3600 });
    const day = join(damaged, 'facts', 'cluster=shop', 'dt=2026-03-01');
    const [first = ''] = readdirSync(day);
    writeFileSync(join(day, first), readFileSync(join(day, first)).subarray(0, 100));
    const printed = await json('', damaged);
    expect(printed).toMatchObject({ audits: 1, unreadable: [expect.stringContaining(first)] });
    rmSync(damaged, { recursive: true });
  });

  test('knows what fired all through a period that ended long ago', async () => {
    const store = mkdtempSync(join(tmpdir(), 'backtest-'));
    const stage = digestStage(directoryStore(store));
    // Every six hours from 03:00 on the 1st: off from the second audit to the last but one, on the 4th.
    for (let audit = 0; audit <= 13; audit++)
      await stage.audit({ at: audit * 6 * 3600, nodes: audit === 0 || audit === 13 ? {} : aofOff }, [mailbox()]);
    const { stdout } = await run(
      `backtest --store ${store} --since 2026-03-03 --until 2026-03-03T12:00Z --format json --config ${asThen}`,
      { now: () => Date.UTC(2026, 2, 5), env: { XDG_CACHE_HOME: cache } },
    );
    rmSync(store, { recursive: true });
    const { rules } = JSON.parse(stdout) as Printed;
    const wanted = { rule: 'aof/not-enabled', would: 1, did: 1, onlyWould: 0, onlyDid: 0 };
    expect(rules).toContainEqual(expect.objectContaining(wanted));
  });

  test('comes to the same over a longer period, of which a second thread judges the later half', async () => {
    const { rules, audits, told } = await json(`--config ${asThen}`);
    const longer = await json(`--config ${asThen} --since 2026-02-25 --until 2026-03-03`);
    expect(longer.rules.map(({ rule, would }) => [rule, would])).toEqual(rules.map(({ rule, would }) => [rule, would]));
    expect(longer).toMatchObject({ audits, told });
  });

  test('is judged ahead by a thread, which tells of each audit', async () => {
    const period = { from: '2026-02-25T00:00:00.000Z', to: '2026-03-03T00:00:00.000Z' };
    const work = { store: directory, cluster: 'shop', period, rules: {}, policy: defaultPolicy, intervals: {} };
    const ahead = startAhead(work);
    const kinds: string[] = [];
    for await (const { kind } of ahead?.notes ?? []) kinds.push(kind);
    expect(kinds).toEqual(['start', ...Array.from({ length: 7 }, () => 'run'), 'end']);
    expect(startAhead({ ...work, period: { ...period, from: '2026-03-01T00:00:00.000Z' } })).toBeUndefined();
  });

  test('writes nothing', async () => {
    const before = readdirSync(directory, { recursive: true });
    await backtest('');
    expect(readdirSync(directory, { recursive: true })).toEqual(before);
  });

  test.each([
    ['--set x', '--set x is not of the form RULE.OPTION=VALUE'],
    ['--set aof/not-enabled=on', 'without the name of an option a rule can only be set to off'],
    ['--set aof/nt-enabled=off', 'aof/nt-enabled: no rule is called that (did you mean aof/not-enabled?)'],
    ['--set latency/round-trip-slow.failAboveM=3', 'failAboveM: unknown key (did you mean failAboveMs?)'],
    ['--set latency/round-trip-slow.failAboveMs=slow', '--set latency/round-trip-slow.failAboveMs: must be a number'],
    ['--only aof/nt-enabled', 'No rule is called aof/nt-enabled\nDid you mean aof/not-enabled?'],
    ['--set a/b=off --set c', 'a/b: no rule is called that'],
    [
      '--since 2026-01-31 --until 2026-02-01',
      'no audit of cluster shop is stored between 2026-01-31 00:00:00 UTC and 2026-02-01',
    ],
    ['--since 1h --until 2h', 'is not before --until'],
    ['--config nowhere', 'environments/nowhere.yaml'],
    ['--cluster cart', 'no audit of cluster cart is kept in'],
  ])('refuses %s', async (words, message) => {
    const { code, stdout, stderr } = await backtest(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('takes the cluster of an environment file, and says when it is not in it', async () => {
    const file = join(directory, 'prod.yaml');
    const environment = (id: string) => `alerts: {email: [oncall@example.com]}
watchdog: {email: [oncall@example.com]}
clusters:
  - id: ${id}
    seeds: [10.0.0.1:6379]
    rules:
      aof/not-enabled: {off: on purpose}
`;
    writeFileSync(file, environment('shop'));
    const { rules } = await json(`--config ${file}`);
    expect(rules).toContainEqual(expect.objectContaining({ rule: 'aof/not-enabled', would: 0, did: 1 }));
    writeFileSync(file, environment('cart'));
    expect(await backtest(`--config ${file}`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('declares no cluster shop'),
    });
  });
});
