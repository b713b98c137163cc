import { describe, expect, test } from '@jest/globals';
import { type AlertState, noAlerts } from '../../lib/core/alert.ts';
import { endsSoon } from '../../lib/core/ending-silences.ts';
import type { FindingStatus } from '../../lib/core/finding.ts';
import { heldSentence, type MaintenanceWindow, silencedBy } from '../../lib/core/hold-back.ts';
import { rules } from '../../lib/core/rules/index.ts';
import type { Silence } from '../../lib/core/silence.ts';
import { clusterFacts } from '../builders/facts.ts';
import { findingOf } from '../builders/finding.ts';
import { alertOf } from '../builders/notification.ts';
import { alertsAfter, alertsTold, planFor } from '../builders/silenced-audits.ts';
import { at, quietAt, silenceOf, windowOf } from '../builders/silences.ts';

const catalogue = new Map(rules.map((rule) => [rule.id, rule]));
const { fingerprint, resource } = findingOf();
const off = alertOf('aof/not-enabled', 7001, { fingerprint, resource });

describe('what holds an alert back', () => {
  const held = (silences: readonly Silence[], windows: readonly MaintenanceWindow[], seconds = 0) => {
    const holder = silencedBy(off, 'test', silences, windows, at(seconds));
    return holder === undefined ? 'nothing' : heldSentence(holder);
  };

  test.each<[string, readonly Silence[], readonly MaintenanceWindow[], string]>([
    [
      'an active silence',
      [silenceOf()],
      [],
      'held back by silence a1b2c3d4 of ann until 2026-03-01T05:00:00.000Z: new disk',
    ],
    [
      'an open window',
      [],
      [windowOf(-60, 60)],
      'held back by maintenance weekly-restart of platform until 2026-03-01T03:01:00.000Z: nodes are restarted',
    ],
    ['a coming silence does not', [silenceOf({ from: 1 })], [], 'nothing'],
    ['an ended silence does not', [silenceOf({ from: -60, to: 0 })], [], 'nothing'],
    ['a window is closed at its end', [], [windowOf(-60, 0)], 'nothing'],
    ['a window that opens later does not', [], [windowOf(1, 60)], 'nothing'],
    ['a silence of something else does not', [silenceOf({ matchers: { rule: ['rdb/*'] } })], [], 'nothing'],
    [
      'of several the one that lasts longest',
      [silenceOf({ to: 60 }), silenceOf({ id: 'long', to: 90 })],
      [windowOf(0, 80)],
      'held back by silence long of ann until 2026-03-01T03:01:30.000Z: new disk',
    ],
  ])('%s', (_, silences, windows, words) => expect(held(silences, windows)).toBe(words));
});

type Audit = Extract<FindingStatus, 'pass' | 'fail' | 'unknown'>;

interface Timeline {
  readonly name: string;
  readonly audits: readonly Audit[];
  /** One sign an audit: `s` silenced, `.` not. */
  readonly silenced: string;
  /** One entry an audit: `+` told that it fires, `-` told that it is over. */
  readonly want: readonly string[];
}

const timelines: readonly Timeline[] = [
  { name: 'what fires under a silence is not told', audits: ['fail', 'fail'], silenced: 'ss', want: ['', ''] },
  {
    name: 'it is told when the silence ends and it still fires',
    audits: ['fail', 'fail', 'fail', 'fail'],
    silenced: 'ss..',
    want: ['', '', '+', ''],
  },
  {
    name: 'what resolved under the silence was never told and is not told',
    audits: ['fail', 'pass', 'pass'],
    silenced: 'ss.',
    want: ['', '', ''],
  },
  {
    name: 'what resolves as the silence ends is not told',
    audits: ['fail', 'pass', 'pass'],
    silenced: 's..',
    want: ['', '', ''],
  },
  {
    name: 'what was told before is not told again after the silence',
    audits: ['fail', 'fail', 'fail'],
    silenced: '.s.',
    want: ['+', '', ''],
  },
  {
    name: 'the end of what was told is told, silence or not',
    audits: ['fail', 'pass', 'pass'],
    silenced: '.ss',
    want: ['+', '-', ''],
  },
  {
    name: 'what fails again under the silence is held back',
    audits: ['fail', 'pass', 'fail', 'fail'],
    silenced: '.sss',
    want: ['+', '-', '', ''],
  },
  {
    name: 'and told when it still fires at the end',
    audits: ['fail', 'pass', 'fail', 'fail'],
    silenced: '.ss.',
    want: ['+', '-', '', '+'],
  },
  {
    name: 'not having looked as the silence ends does not lose it',
    audits: ['fail', 'unknown', 'unknown', 'fail'],
    silenced: 's...',
    want: ['', '+', '', ''],
  },
  {
    name: 'a second silence goes on holding it back',
    audits: ['fail', 'fail', 'fail'],
    silenced: 's.s',
    want: ['', '+', ''],
  },
];

/** Plays audits five minutes apart; silences are given as they stand at each of them. */
function play(
  audits: readonly Audit[],
  silencesAt: (index: number) => readonly Silence[],
  delivered: readonly boolean[] = [],
) {
  let state: AlertState = noAlerts;
  return audits.map((audit, index) => {
    const facts = clusterFacts({ at: index * 300 });
    const alerts = alertsAfter(state, [findingOf({ status: audit })], facts);
    const planned = planFor(alerts, facts, quietAt(index * 300, silencesAt(index)));
    state = alertsTold(planned.plan, facts, delivered[index] ?? true);
    const text = planned.notifications[0]?.text ?? '';
    return {
      told: `${/^CRITICAL /m.test(text) ? '+' : ''}${/^RESOLVED$/m.test(text) ? '-' : ''}`,
      notes: planned.notes,
      silenced: planned.silenced.length,
    };
  });
}

describe('alerts under silences', () => {
  test.each(timelines)('$name', ({ audits, silenced, want }) => {
    const played = play(audits, (index) =>
      silenced[index] === 's' ? [silenceOf({ from: index * 300, to: index * 300 + 299 })] : [],
    );
    expect(played.map(({ told }) => told)).toEqual(want);
  });

  test('the alert log says once that it is held back, by whom and why, and once that it is no longer', () => {
    const played = play(['fail', 'fail', 'fail', 'fail'], () => [silenceOf({ to: 600 })]);
    expect(played.map(({ notes }) => notes)).toEqual([
      ['held back by silence a1b2c3d4 of ann until 2026-03-01T03:10:00.000Z: new disk'],
      [],
      ['silence a1b2c3d4 holds it back no longer, and it still fires'],
      [],
    ]);
  });

  test('the alert log says when another silence takes over', () => {
    const played = play(['fail', 'fail'], () => [silenceOf({ to: 300 }), silenceOf({ id: 'second', from: 300 })]);
    expect(played[1]?.notes).toEqual(['held back by silence second of ann until 2026-03-01T05:00:00.000Z: new disk']);
  });

  test('what no sink took at the end of the silence is told again', () => {
    const played = play(['fail', 'fail', 'fail', 'fail'], () => [silenceOf({ to: 300 })], [true, false, true, true]);
    expect(played.map(({ told }) => told)).toEqual(['', '+', '+', '']);
  });

  test('what was told before counts as silenced too, for whoever looks at the report', () => {
    const played = play(['fail', 'fail'], (index) => (index === 0 ? [] : [silenceOf()]));
    expect(played.map(({ silenced }) => silenced)).toEqual([0, 1]);
  });

  test('what a silenced alert mutes stays muted: it is the same fault', () => {
    const findings = [
      findingOf({ rule: 'topology/node-unreachable' }),
      findingOf({ rule: 'replication/link-down', severity: 'warning' }),
    ];
    const facts = clusterFacts();
    const alerts = alertsAfter(noAlerts, findings, facts);
    const quiet = quietAt(0, [silenceOf({ matchers: { rule: ['topology/node-unreachable'] } })]);
    expect(planFor(alerts, facts).notifications[0]?.reason).toBe('1 began to fire');
    expect(planFor(alerts, facts, quiet).notifications).toEqual([]);
  });

  test('mere information is not told on its own when the silence ends: it comes along with the next message', () => {
    const info = findingOf({ severity: 'info' });
    const facts = (index: number) => clusterFacts({ at: index * 300 });
    const held = planFor(alertsAfter(noAlerts, [info], facts(0)), facts(0), quietAt(0, [silenceOf({ to: 300 })]));
    const over = planFor(alertsAfter(held.alerts, [info], facts(1)), facts(1), quietAt(300, []));
    expect(over).toMatchObject({ notifications: [], tells: [], notes: [] });
    const more = [info, findingOf({ rule: 'rdb/last-save-failed', severity: 'warning' })];
    const next = planFor(alertsAfter(over.alerts, more, facts(2)), facts(2), quietAt(600, []));
    expect(next.notifications).toMatchObject([{ reason: '2 began to fire' }]);
    expect(next.notes).toEqual(['silence a1b2c3d4 holds it back no longer, and it still fires']);
  });

  test('one message tells what is not silenced, and leaves out what is', () => {
    const findings = [findingOf(), findingOf({ rule: 'rdb/last-save-failed', severity: 'warning' })];
    const facts = clusterFacts();
    const alerts = alertsAfter(noAlerts, findings, facts);
    const [message] = planFor(alerts, facts, quietAt(0, [silenceOf()])).notifications;
    expect(message?.reason).toBe('1 began to fire');
    expect(message?.text).toContain('[rdb/last-save-failed]');
    expect(message?.text).not.toContain('[aof/not-enabled]');
  });

  test('a silence of everything still lets the auditor speak of itself', () => {
    const findings = [findingOf(), findingOf({ rule: 'auditor/login-refused' })];
    const facts = clusterFacts();
    const alerts = alertsAfter(noAlerts, findings, facts);
    const [message] = planFor(alerts, facts, quietAt(0, [silenceOf({ matchers: {} })])).notifications;
    expect(message?.text).toContain('[auditor/login-refused]');
    expect(message?.text).not.toContain('[aof/not-enabled]');
  });
});

describe('a silence that ends soon over something that still fires', () => {
  const hour = 3600;
  const soon = (seconds: number, silences: readonly Silence[], windows: readonly MaintenanceWindow[] = []) =>
    endsSoon(quietAt(seconds, silences, windows), [off], 'test', 60 * 60_000).map(({ silence }) => silence.id);

  test.each<[string, number, readonly Silence[], boolean]>([
    ['is told in its last hour', 9 * hour, [silenceOf({ to: 10 * hour })], true],
    ['is not told before that', 9 * hour - 1, [silenceOf({ to: 10 * hour })], false],
    ['is told once', 9 * hour, [silenceOf({ to: 10 * hour, warnedAt: at(8 * hour) })], false],
    ['is not told when it has ended', 10 * hour, [silenceOf({ to: 10 * hour })], false],
    ['is not told when it has not begun', 9 * hour, [silenceOf({ from: 9.5 * hour, to: 10 * hour })], false],
    ['if it is short, is told in its second half', 900, [silenceOf({ to: 1800 })], true],
    ['if it is short, is not told as soon as it begins', 899, [silenceOf({ to: 1800 })], false],
    [
      'is not told when nothing fires under it',
      9 * hour,
      [silenceOf({ to: 10 * hour, matchers: { rule: ['rdb/*'] } })],
      false,
    ],
    [
      'is not told when another one goes on',
      9 * hour,
      [silenceOf({ to: 10 * hour }), silenceOf({ id: 'next', to: 20 * hour })],
      false,
    ],
    [
      'is told when the other one ends at the same time',
      9 * hour,
      [silenceOf({ to: 10 * hour }), silenceOf({ id: 'same', to: 10 * hour })],
      true,
    ],
  ])('%s', (_, seconds, silences, told) => expect(soon(seconds, silences).includes('a1b2c3d4')).toBe(told));

  test('is not told when a maintenance window takes over', () => {
    expect(soon(9 * hour, [silenceOf({ to: 10 * hour })], [windowOf(9.5 * hour, 12 * hour)])).toEqual([]);
  });

  test('is told in a message of its own if there is no other news', () => {
    const facts = clusterFacts({ at: 7000 });
    const alerts = alertsAfter(noAlerts, [findingOf()], facts);
    const plan = planFor(alerts, facts, quietAt(7000, [silenceOf()]));
    expect(plan).toMatchObject({ tells: [], warns: ['a1b2c3d4'] });
    expect(plan.notifications).toMatchObject([
      {
        reason: 'a silence ends soon over what still fires',
        subject: '[SILENCE ENDS] test: 1 alert still fires, silenced until 2026-03-01 05:00 UTC',
      },
    ]);
    expect(plan.notifications[0]?.text.split('\n\n').slice(1, -1)).toEqual([
      [
        'SILENCE ENDS SOON  1 alert still fires, silenced until 2026-03-01 05:00 UTC  [silence a1b2c3d4 of ann: new disk]',
        `  - ${catalogue.get('aof/not-enabled')?.title}  [aof/not-enabled]  127.0.0.1:7001, since 2026-03-01 04:56:40 UTC`,
        'To do:',
        '  - Put it right by then. If it takes longer, silence it anew with `redis-auditor silence add`.',
      ].join('\n'),
    ]);
  });

  test('comes along with other news', () => {
    const facts = clusterFacts({ at: 7000 });
    const findings = [findingOf(), findingOf({ rule: 'rdb/last-save-failed', severity: 'warning' })];
    const alerts = alertsAfter(noAlerts, findings, facts);
    const [message] = planFor(alerts, facts, quietAt(7000, [silenceOf()])).notifications;
    expect(message?.reason).toBe('1 began to fire, a silence ends soon over what still fires');
    expect(message?.subject).toMatch(/^\[WARNING\] test: .* \(\+1 more\)$/);
  });

  test('is not worth a message over mere information', () => {
    const facts = clusterFacts({ at: 7000 });
    const alerts = alertsAfter(noAlerts, [findingOf({ severity: 'info' })], facts);
    expect(planFor(alerts, facts, quietAt(7000, [silenceOf()])).notifications).toEqual([]);
  });
});
