import { describe, expect, test } from '@jest/globals';
import { type AlertState, noAlerts } from '../../lib/core/alert.ts';
import { defaultAlertSettings } from '../../lib/core/alert-settings.ts';
import { type AuditVerdicts, type Decision, decide } from '../../lib/core/decide.ts';
import type { AuditKind, ClusterFacts } from '../../lib/core/facts.ts';
import type { Finding, FindingStatus } from '../../lib/core/finding.ts';
import { ok } from '../../lib/core/observed.ts';
import { asDeclared, type EnabledRule } from '../../lib/core/rule.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { clusterFacts, members, type NodeChange, nodeId } from '../builders/facts.ts';
import { findingOf } from '../builders/finding.ts';

const catalogue = new Map(rules.map((rule) => [rule.id, rule]));
const enabled = rules.map((rule) => asDeclared(rule));

function decided(
  before: AlertState,
  findings: readonly Finding[],
  facts: ClusterFacts,
  change: Partial<AuditVerdicts> = {},
): Decision {
  const settings = defaultAlertSettings;
  return decide(before, { facts, findings, rules: enabled, catalogue, upheavals: new Map(), settings, ...change });
}

const reasonsOf = ({ transitions }: Decision): readonly (readonly string[])[] =>
  transitions.map(({ from, to, reason }) => [from, to, reason]);

describe('what an audit decides', () => {
  test('is nothing when it had its turn, or is older than one that had', () => {
    const newer = decided(noAlerts, [findingOf()], clusterFacts({ at: 600 }));
    const older = decided(newer.alerts, [findingOf({ status: 'pass' })], clusterFacts({ at: 300 }));
    expect(older).toEqual({ alerts: newer.alerts, transitions: [] });
    const again = decided(newer.alerts, [findingOf({ status: 'pass' })], clusterFacts({ at: 600 }));
    expect(again).toEqual({ alerts: newer.alerts, transitions: [] });
  });

  test('always says why', () => {
    const first = decided(noAlerts, [findingOf()], clusterFacts({ at: 0 }));
    const second = decided(first.alerts, [findingOf({ status: 'pass' })], clusterFacts({ at: 300 }));
    expect([...reasonsOf(first), ...reasonsOf(second)]).toEqual([
      ['none', 'firing', 'failed in this audit'],
      ['firing', 'resolved', 'the check passes again'],
    ]);
  });

  test('says once that it could not look, however long that lasts', () => {
    const unknown = findingOf({ status: 'unknown', message: 'info: timeout' });
    const first = decided(noAlerts, [findingOf()], clusterFacts({ at: 0 }));
    const second = decided(first.alerts, [unknown], clusterFacts({ at: 300 }));
    const third = decided(second.alerts, [unknown], clusterFacts({ at: 600 }));
    expect(reasonsOf(second)).toEqual([
      ['firing', 'firing', 'stays as it is, as it could not be judged: info: timeout'],
    ]);
    expect(reasonsOf(third)).toEqual([]);
  });

  test('leaves an alert alone whose rule another kind of audit runs', () => {
    const first = decided(noAlerts, [findingOf()], clusterFacts({ at: 0 }));
    const rulesOfSlowlog = enabled.filter(({ rule }) => rule.area === 'slowlog');
    const other = decided(first.alerts, [], clusterFacts({ at: 300, audit: 'slowlog' }), { rules: rulesOfSlowlog });
    expect(other).toMatchObject({ alerts: { alerts: first.alerts.alerts }, transitions: [] });
  });

  test('ends the alerts of a rule that this version does not have', () => {
    const first = decided(noAlerts, [findingOf({ rule: 'aof/of-old' })], clusterFacts({ at: 0 }));
    // It is judged in the same audit as it fires: nobody can tell the two apart.
    expect(reasonsOf(first)).toContainEqual(['firing', 'resolved', 'its rule is not there any more']);
  });
});

describe('an alert of a rule that judges each kind by itself', () => {
  const { rule } = findingOf();
  const perKind = enabled.map((each) =>
    each.rule.id === rule ? { ...each, rule: { ...each.rule, perKind: true } } : each,
  );

  function play(audits: readonly (readonly [AuditKind, FindingStatus])[], change: Partial<EnabledRule> = {}) {
    const rulesOfAll = perKind.map((each) => (each.rule.id === rule ? { ...each, ...change } : each));
    let state: AlertState = noAlerts;
    return audits.map(([audit, status], index) => {
      const facts = clusterFacts({ at: index * 60, audit });
      const decision = decided(state, [findingOf({ status })], facts, { rules: rulesOfAll });
      state = decision.alerts;
      return decision.transitions.map(({ to }) => to).join();
    });
  }

  test('ends when every kind that found it has found it gone', () => {
    const audits = [
      ['slowlog', 'fail'],
      ['latency', 'pass'],
      ['topology', 'fail'],
      ['slowlog', 'pass'],
      ['latency', 'pass'],
      ['topology', 'pass'],
    ] as const;
    expect(play(audits)).toEqual(['firing', '', '', '', '', 'resolved']);
  });

  test('is not ended by a kind that has nothing to say of it', () => {
    const audits = [
      ['slowlog', 'fail'],
      ['topology', 'skipped'],
      ['slowlog', 'skipped'],
    ] as const;
    expect(play(audits)).toEqual(['firing', '', 'resolved']);
  });

  test('ends with a full audit, which asks for all that the others do', () => {
    const audits = [
      ['slowlog', 'fail'],
      ['topology', 'fail'],
      ['full', 'pass'],
    ] as const;
    expect(play(audits)).toEqual(['firing', '', 'resolved']);
  });

  test('counts the passes of the kinds that found it alone', () => {
    const audits = [
      ['slowlog', 'fail'],
      ['slowlog', 'pass'],
      ['latency', 'pass'],
      ['slowlog', 'pass'],
    ] as const;
    expect(play(audits, { successThreshold: 2 })).toEqual(['firing', 'firing', '', 'resolved']);
  });

  test('begins anew with the kind that finds it after its end', () => {
    const told = { sns: { state: 'firing', severity: 'critical', at: 'then', certain: true } } as const;
    const first = decided(noAlerts, [findingOf()], clusterFacts({ at: 0, audit: 'topology' }), { rules: perKind });
    const { fingerprint } = findingOf();
    const alert = first.alerts.alerts[fingerprint];
    if (alert === undefined) throw new Error('it does not fire');
    const known = { ...first.alerts, alerts: { [fingerprint]: { ...alert, told } } };
    const pass = findingOf({ status: 'pass' });
    const over = decided(known, [pass], clusterFacts({ at: 60, audit: 'topology' }), { rules: perKind });
    expect(over.alerts.alerts[fingerprint]).not.toHaveProperty('kinds');
    const again = decided(over.alerts, [findingOf()], clusterFacts({ at: 120, audit: 'slowlog' }), { rules: perKind });
    expect(again.alerts.alerts[fingerprint]?.kinds).toEqual(['slowlog']);
  });
});

describe('a node is gone', () => {
  const firing = decided(noAlerts, [findingOf()], clusterFacts({ at: 600, audit: 'slowlog' }));
  const healthy = clusterFacts({ at: 300, audit: 'topology', member: (each, port) => (port === 7001 ? null : each) });
  const facts = { ...healthy, nodes: healthy.nodes.filter((node) => node.nodeId !== nodeId(7001)) };
  const later = { ...facts, scheduledAt: '2026-03-01T04:00:00.000Z' };
  const gone = [['firing', 'resolved', 'resource-gone: the node left the cluster']];

  test('when no view of a majority lists it', () => {
    expect(reasonsOf(decided(firing.alerts, [], later))).toEqual(gone);
  });

  test('not on the word of a run that is older than one of another kind', () => {
    expect(reasonsOf(decided(firing.alerts, [], facts))).toEqual([]);
  });

  /** Facts in which only 7002 tells its view, and does not list 7001. */
  function toldByOne(others: NodeChange): ClusterFacts {
    const without = members().filter((member) => member.nodeId !== nodeId(7001));
    const now = clusterFacts({
      at: 900,
      viewOf: { 7002: without },
      nodes: { 7001: others, 7003: others, 7004: others, 7005: others, 7006: others },
    });
    return { ...now, nodes: now.nodes.filter((node) => node.nodeId !== nodeId(7001)) };
  }
  const leftOut = { view: { state: 'not-attempted', detail: 'not in the sample' } } as const;

  test('not on the word of a minority of primaries', () => {
    const silent = { view: { state: 'failed', reason: 'timeout', detail: 'test' } } as const;
    expect(reasonsOf(decided(firing.alerts, [], toldByOne(silent)))).toEqual([]);
  });

  test('when those that a large cluster leaves out of the sample count as those do that are in it', () => {
    expect(reasonsOf(decided(firing.alerts, [], toldByOne(leftOut)))).toEqual(gone);
  });

  test('not while they count otherwise, or do not tell', () => {
    const behind = { ...leftOut, clusterInfo: ok({ cluster_known_nodes: '7' }) };
    expect(reasonsOf(decided(firing.alerts, [], toldByOne(behind)))).toEqual([]);
    const unasked = { ...leftOut, clusterInfo: leftOut.view };
    expect(reasonsOf(decided(firing.alerts, [], toldByOne(unasked)))).toEqual([]);
  });
});

describe('a shard', () => {
  const resource = { kind: 'shard', id: '5461' } as const;
  const firing = decided(noAlerts, [findingOf({ resource })], clusterFacts({ at: 0 }));

  test('is not gone because nobody owns its slots: that is its trouble', () => {
    const unowned = clusterFacts({ at: 300, member: (each, port) => (port === 7002 ? { ...each, slots: [] } : each) });
    expect(reasonsOf(decided(firing.alerts, [], unowned))).toEqual([]);
  });

  test('is gone when another one owns them', () => {
    const merged = clusterFacts({
      at: 300,
      member: (each, port) =>
        port === 7002 ? { ...each, slots: [] } : port === 7001 ? { ...each, slots: [[0, 10_922]] } : each,
    });
    expect(reasonsOf(decided(firing.alerts, [], merged))).toEqual([
      ['firing', 'resolved', 'resource-gone: the slots of the shard are served by another one'],
    ]);
  });
});

describe('what is remembered', () => {
  test('of an alert that was never told is nothing once it is over, but that it changed', () => {
    const first = decided(noAlerts, [findingOf()], clusterFacts({ at: 0 }));
    const second = decided(first.alerts, [findingOf({ status: 'pass' })], clusterFacts({ at: 300 }));
    expect(second.alerts.alerts).toEqual({});
    expect(Object.values(second.alerts.changes)).toEqual([['2026-03-01T03:00:00.000Z', '2026-03-01T03:05:00.000Z']]);
    const later = decided(second.alerts, [], clusterFacts({ at: 7 * 3600 }));
    expect(later.alerts.changes).toEqual({});
  });

  test('never grows, however often an alert changes', () => {
    let state = noAlerts;
    for (let audit = 0; audit < 200; audit++)
      ({ alerts: state } = decided(
        state,
        [findingOf({ status: audit % 2 === 0 ? 'fail' : 'pass' })],
        clusterFacts({ at: audit * 60 }),
      ));
    expect(Object.values(state.changes).map(({ length }) => length)).toEqual([5]);
  });

  test('of an end that a sink does not take is given up after thirty days', () => {
    const told = {
      sns: { state: 'firing', severity: 'critical', at: '2026-03-01T03:00:00.000Z', certain: true },
    } as const;
    const first = decided(noAlerts, [findingOf()], clusterFacts({ at: 0 }));
    const { fingerprint } = findingOf();
    const alert = first.alerts.alerts[fingerprint];
    if (alert === undefined) throw new Error('it does not fire');
    const known: AlertState = { ...first.alerts, alerts: { [fingerprint]: { ...alert, told } } };
    const over = decided(known, [findingOf({ status: 'pass' })], clusterFacts({ at: 300 }));
    expect(Object.keys(over.alerts.alerts)).toHaveLength(1);
    const after = decided(over.alerts, [], clusterFacts({ at: 31 * 86_400 }));
    expect(after.alerts.alerts).toEqual({});
    expect(reasonsOf(after)).toEqual([
      ['resolved', 'resolved', 'its end could not be told for 30 days and is given up'],
    ]);
  });
});
