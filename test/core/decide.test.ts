import { describe, expect, test } from '@jest/globals';
import { type AlertState, noAlerts } from '../../lib/core/alert.ts';
import { decide } from '../../lib/core/decide.ts';
import type { FindingStatus } from '../../lib/core/finding.ts';
import { markTold, markTried, planNotifications } from '../../lib/core/plan.ts';
import type { Rule } from '../../lib/core/rule.ts';
import { rule as notEnabled } from '../../lib/core/rules/aof/not-enabled.ts';
import { clusterFacts, members, nodeId } from '../builders/facts.ts';
import { findingOf } from '../builders/finding.ts';

type Audit = FindingStatus | 'not run' | 'gone';

interface Timeline {
  readonly name: string;
  readonly failureThreshold?: number;
  readonly audits: readonly Audit[];
  /** One entry an audit: the state afterwards, then what was told. */
  readonly want: readonly string[];
}

const timelines: readonly Timeline[] = [
  { name: 'a check that never fails says nothing', audits: ['pass', 'pass'], want: ['none', 'none'] },
  { name: 'the first failure fires and is told once', audits: ['fail', 'fail'], want: ['firing +', 'firing'] },
  { name: 'it is told when it ends', audits: ['fail', 'pass'], want: ['firing +', 'none -'] },
  {
    name: 'two failures are waited for when the rule says so',
    failureThreshold: 2,
    audits: ['fail', 'fail', 'fail'],
    want: ['pending', 'firing +', 'firing'],
  },
  {
    name: 'what ended while pending was never told and is not told now',
    failureThreshold: 2,
    audits: ['fail', 'pass'],
    want: ['pending', 'none'],
  },
  {
    name: 'a pass in between starts the count anew',
    failureThreshold: 2,
    audits: ['fail', 'pass', 'fail'],
    want: ['pending', 'none', 'pending'],
  },
  {
    name: 'not having looked does not end an alert',
    audits: ['fail', 'unknown', 'unknown', 'pass'],
    want: ['firing +', 'firing', 'firing', 'none -'],
  },
  { name: 'not having looked does not begin one', audits: ['unknown', 'unknown'], want: ['none', 'none'] },
  {
    name: 'not having looked does not count as a failure',
    failureThreshold: 2,
    audits: ['fail', 'unknown', 'fail'],
    want: ['pending', 'pending', 'firing +'],
  },
  {
    name: 'an audit that does not run the rule changes nothing',
    audits: ['fail', 'not run', 'pass'],
    want: ['firing +', 'firing', 'none -'],
  },
  { name: 'a check that no longer applies ends its alert', audits: ['fail', 'skipped'], want: ['firing +', 'none -'] },
  { name: 'a node that left ends its alerts', audits: ['fail', 'gone'], want: ['firing +', 'none -'] },
  {
    name: 'a new failure after the end is told again',
    audits: ['fail', 'pass', 'fail'],
    want: ['firing +', 'none -', 'firing +'],
  },
];

describe('alerts over time', () => {
  test.each(timelines)('$name', ({ failureThreshold = 1, audits, want }) => {
    expect(play(audits, failureThreshold)).toEqual(want);
  });

  test('of a rule that judges each kind by itself ends when every kind that found it has found it gone', () => {
    const perKind = new Map([[notEnabled.id, { ...notEnabled, perKind: true }]]);
    const audits = [
      ['slowlog', 'fail'],
      ['latency', 'pass'],
      ['topology', 'fail'],
      ['slowlog', 'pass'],
      ['latency', 'pass'],
      ['topology', 'pass'],
    ] as const;
    let state: AlertState = noAlerts;
    const changes = audits.map(([audit, status], index) => {
      const decision = decide(state, [findingOf({ status })], clusterFacts({ at: index * 60, audit }), perKind);
      state = decision.alerts;
      return decision.transitions.map(({ to }) => to).join();
    });
    expect(changes).toEqual(['firing', '', '', '', '', 'resolved']);
  });

  test('what no sink took is told again at the next audit', () => {
    expect(play(['fail', 'fail', 'pass', 'pass'], 1, [false, true, false, true])).toEqual([
      'firing +',
      'firing +',
      'resolved -',
      'none -',
    ]);
  });

  test('what no sink seemed to take may have arrived: its end is told', () => {
    expect(play(['fail', 'pass'], 1, [false])).toEqual(['firing +', 'none -']);
  });

  test('facts of a run that had its turn, or of an older one, change nothing', () => {
    const newer = decide(noAlerts, [findingOf()], clusterFacts({ at: 600 }), new Map());
    const older = decide(newer.alerts, [findingOf({ status: 'pass' })], clusterFacts({ at: 300 }), new Map());
    expect(older).toEqual({ alerts: newer.alerts, transitions: [] });
    const again = decide(newer.alerts, [findingOf({ status: 'pass' })], clusterFacts({ at: 600 }), new Map());
    expect(again).toEqual({ alerts: newer.alerts, transitions: [] });
  });

  test('a node is not gone on the word of a run that is older than one of another kind', () => {
    const firing = decide(noAlerts, [findingOf()], clusterFacts({ at: 600, audit: 'slowlog' }), new Map());
    const healthy = clusterFacts({ at: 300, audit: 'topology', member: (each, port) => (port === 7001 ? null : each) });
    const facts = { ...healthy, nodes: healthy.nodes.filter((node) => node.nodeId !== nodeId(7001)) };
    expect(decide(firing.alerts, [], facts, new Map()).transitions).toEqual([]);
    expect(
      decide(firing.alerts, [], { ...facts, scheduledAt: '2026-03-01T04:00:00.000Z' }, new Map()).transitions,
    ).toHaveLength(1);
  });

  test('every change says why', () => {
    const first = decide(noAlerts, [findingOf()], clusterFacts({ at: 0 }), new Map());
    const second = decide(first.alerts, [findingOf({ status: 'pass' })], clusterFacts({ at: 300 }), new Map());
    expect([...first.transitions, ...second.transitions].map(({ from, to, reason }) => ({ from, to, reason }))).toEqual(
      [
        { from: 'none', to: 'firing', reason: 'failed in this audit' },
        { from: 'firing', to: 'resolved', reason: 'the check passes again' },
      ],
    );
  });

  test('a node is not gone on the word of a minority of primaries', () => {
    const firing = decide(noAlerts, [findingOf()], clusterFacts({ at: 0 }), new Map());
    const without = members().filter((member) => member.nodeId !== nodeId(7001));
    const blind = { view: { state: 'not-attempted', detail: 'test' } } as const;
    const now = clusterFacts({
      at: 300,
      viewOf: { 7002: without },
      nodes: { 7001: blind, 7003: blind, 7004: blind, 7005: blind, 7006: blind },
    });
    const facts = { ...now, nodes: now.nodes.filter((node) => node.nodeId !== nodeId(7001)) };
    expect(decide(firing.alerts, [], facts, new Map()).transitions).toEqual([]);
  });
});

/** Plays audits five minutes apart; `+` and `-` stand for a message that begins or ends an alert. */
function play(
  audits: readonly Audit[],
  failureThreshold: number,
  delivered: readonly boolean[] = [],
): readonly string[] {
  const rules = new Map<string, Rule>([[notEnabled.id, { ...notEnabled, failureThreshold }]]);
  let state: AlertState = noAlerts;
  return audits.map((audit, index) => {
    const gone = audit === 'gone';
    const healthy = clusterFacts({
      at: index * 300,
      member: (member, port) => (gone && port === 7001 ? null : member),
    });
    const facts = gone ? { ...healthy, nodes: healthy.nodes.filter((node) => node.nodeId !== nodeId(7001)) } : healthy;
    const findings = audit === 'not run' || gone ? [] : [findingOf({ status: audit })];
    const decision = decide(state, findings, facts, rules);
    const plan = planNotifications(decision.alerts, facts, rules);
    const text = plan.notifications[0]?.text ?? '';
    const began = /^CRITICAL /m.test(text);
    const ended = /^RESOLVED$/m.test(text);
    state = ((delivered[index] ?? true) ? markTold : markTried)(decision.alerts, plan.tells);
    const [alert] = Object.values(state.alerts);
    return `${alert?.state ?? 'none'}${began ? ' +' : ''}${ended ? ' -' : ''}`;
  });
}
