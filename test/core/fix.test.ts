import { describe, expect, test } from '@jest/globals';
import { commandOf, safeDirectives } from '../../lib/core/fix/change.ts';
import { planFixes } from '../../lib/core/fix/plan.ts';
import { asDeclared } from '../../lib/core/rule.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { fixPlanText } from '../../lib/report/fixes.ts';
import { finding, node, shard } from '../builders/result.ts';

const declared = rules.map((rule) => asDeclared(rule));
const failing = (rule: string, evidence = {}, port: 7001 | 7002 = 7001) =>
  finding(rule, 'fail', node(port), { message: `${rule} fails`, evidence });

/** `latency-monitor-threshold=100` for each change. */
const changesFor = (...findings: Parameters<typeof planFixes>[0]) =>
  planFixes(findings, declared).nodes.flatMap(({ changes }) =>
    changes.map(({ directive, value }) => `${directive}=${value}`),
  );
const reasonsFor = (...findings: Parameters<typeof planFixes>[0]) =>
  planFixes(findings, declared).manual.map(({ reason }) => reason);

describe('a finding that ends by itself', () => {
  test.each([
    ['latency/monitor-off', {}, ['latency-monitor-threshold=100']],
    ['slowlog/off', {}, ['slowlog-log-slower-than=10000', 'slowlog-max-len=512']],
    ['slowlog/off', { slowerThanUs: -1, maxLen: 5000 }, ['slowlog-log-slower-than=10000']],
    ['slowlog/off', { slowerThanUs: 5000, maxLen: 0 }, ['slowlog-max-len=512']],
    ['slowlog/threshold-too-coarse', {}, ['slowlog-log-slower-than=10000']],
    ['aof/fsync-not-as-declared', { accepted: ['always', 'everysec'] }, ['appendfsync=everysec']],
    ['rdb/save-points-on-primary', { aofEnabled: true }, ['save=']],
    ['rdb/save-points-on-replica', { aofEnabled: true }, ['save=']],
  ])('%s %j: %j', (rule, evidence, changes) => {
    expect(changesFor(failing(rule, evidence))).toEqual(changes);
    expect(reasonsFor(failing(rule, evidence))).toEqual([]);
  });

  test('takes the limit that a team has set', () => {
    const [rule] = rules.filter(({ id }) => id === 'slowlog/threshold-too-coarse');
    const enabled = rule === undefined ? [] : [asDeclared(rule, { options: { failAboveUs: 2000 } })];
    const { nodes } = planFixes([failing('slowlog/threshold-too-coarse')], enabled);
    expect(nodes[0]?.changes).toEqual([{ directive: 'slowlog-log-slower-than', value: '2000' }]);
  });

  test('changes a setting once for two findings of a node, and each node for itself', () => {
    const { nodes } = planFixes(
      [failing('slowlog/off'), failing('slowlog/threshold-too-coarse'), failing('latency/monitor-off', {}, 7002)],
      declared,
    );
    expect(nodes.map(({ address, changes, ends }) => [address, changes.length, ends.length])).toEqual([
      ['127.0.0.1:7001', 2, 2],
      ['127.0.0.1:7002', 1, 1],
    ]);
  });

  test('is not written into the configuration file beside what somebody has not saved', () => {
    const { nodes } = planFixes([failing('latency/monitor-off'), failing('config/change-not-saved')], declared);
    expect(nodes[0]?.notRewritten).toMatch(/somebody has changed other settings/);
  });
});

describe('a finding that a person has to end', () => {
  test.each([
    ['aof/not-enabled', {}, /the server forks/],
    ['rdb/save-points-on-primary', { aofEnabled: false }, /AOF is off there, so that save points are all/],
    ['rdb/save-points-on-primary', { aofEnabled: null }, /could not be read/],
    ['aof/fsync-not-as-declared', { accepted: ['always'] }, /every write waits for the disk/],
    ['aof/fsync-paused-during-rewrite', {}, /on a slow disk clients wait/],
    ['replication/output-limit-too-small', {}, /memory beside the dataset/],
    ['config/change-not-saved', {}, /nothing temporary/],
    ['topology/node-unreachable', {}, /no single setting/],
  ])('%s %j', (rule, evidence, reason) => {
    expect(changesFor(failing(rule, evidence))).toEqual([]);
    expect(reasonsFor(failing(rule, evidence))).toEqual([expect.stringMatching(reason)]);
  });

  test('comes with the steps for the first node, and says where else', () => {
    const text = fixPlanText(
      planFixes([failing('aof/not-enabled'), failing('aof/not-enabled', {}, 7002)], declared),
      'shop',
      100,
    );
    expect(text).toContain('WARNING aof/not-enabled on 127.0.0.1:7001 and 127.0.0.1:7002\n');
    expect(text).toContain('\n  redis-cli -h 127.0.0.1 -p 7001 CONFIG SET appendonly yes\n');
  });
});

test('only what was asked for is planned, and nothing of what passes or was not read', () => {
  const findings = [
    failing('latency/monitor-off'),
    failing('slowlog/off', {}, 7002),
    finding('slowlog/off', 'unknown', node(7001)),
    finding('slowlog/off', 'pass', node(7003)),
    finding('topology/shard-without-replica', 'fail', shard(7001)),
  ];
  const planned = (choice: Parameters<typeof planFixes>[2]) => {
    const { nodes, manual } = planFixes(findings, declared, choice);
    return [...nodes.flatMap(({ ends }) => ends.map(({ rule }) => rule)), ...manual.map(({ rule }) => rule)];
  };
  expect(planned({})).toEqual(['latency/monitor-off', 'slowlog/off', 'topology/shard-without-replica']);
  expect(planned({ rules: ['slowlog/off'] })).toEqual(['slowlog/off']);
  expect(planned({ nodes: ['127.0.0.1:7001'] })).not.toContain('slowlog/off');
});

test('no rule proposes a setting that a program must not change', () => {
  const cases = [{}, { aofEnabled: true, accepted: ['everysec'] }];
  const proposed = declared.flatMap(({ rule, options }) =>
    cases.flatMap((evidence) => {
      const changes = rule.remedy?.({ evidence, options }) ?? [];
      return typeof changes === 'string' ? [] : changes.map(({ directive }) => directive);
    }),
  );
  expect(proposed.length).toBeGreaterThan(5);
  expect(proposed.filter((directive) => !safeDirectives.includes(directive))).toEqual([]);
});

test('a remedy is one of the commands that the page of its rule shows', () => {
  for (const { rule, options } of declared) {
    const changes = rule.remedy?.({ evidence: { aofEnabled: true, accepted: ['everysec'] }, options }) ?? [];
    if (typeof changes === 'string') continue;
    const shown = rule.fix.flatMap((step) => (typeof step === 'string' ? [] : [step.run]));
    for (const change of changes) expect(shown).toContain(commandOf(change));
  }
});
