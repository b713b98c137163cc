import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../lib/core/alert.ts';
import type { ToldRule } from '../../lib/core/told-rules.ts';
import { alertOf, notificationOf } from '../builders/notification.ts';

const AOF = 'aof/not-enabled';
const LATENCY = 'latency/round-trip-slow';
const at = '2026-03-01T02:00:00.000Z';
const known = { mail: { state: 'firing', severity: 'critical', at, certain: true } } as const;
const flaps = { mail: { state: 'flapping', severity: 'critical', at, certain: true } } as const;

const begins = (rule: string, port: number, change: Partial<Alert> = {}): Alert => alertOf(rule, port, change);
/** Told a moment ago, so that no reminder is due. */
const goesOn = (rule: string, port: number): Alert =>
  alertOf(rule, port, { told: { mail: { ...known.mail, at: '2026-03-01T03:00:00.000Z' } } });
const ends = (rule: string, port: number): Alert => alertOf(rule, port, { state: 'resolved', told: known });

/** `aof/not-enabled critical 1 fires, 0 over, 2 fire on` */
const words = ({ rule, severity, firing, resolved, firingOn }: ToldRule): string =>
  `${rule} ${severity}: ${firing} fire, ${resolved} over, ${firingOn} fire on`;

describe('what is told of a rule', () => {
  const rows: readonly (readonly [string, readonly Alert[], readonly string[]])[] = [
    ['begins', [begins(AOF, 1), begins(AOF, 2)], [`${AOF} critical: 2 fire, 0 over, 0 fire on`]],
    ['ends', [ends(AOF, 1)], [`${AOF} critical: 0 fire, 1 over, 0 fire on`]],
    ['ends on one node of two', [ends(AOF, 1), goesOn(AOF, 2)], [`${AOF} critical: 0 fire, 1 over, 1 fire on`]],
    [
      'ends on one node and begins on another',
      [ends(AOF, 1), begins(AOF, 2)],
      [`${AOF} critical: 1 fire, 1 over, 0 fire on`],
    ],
    [
      'ends on one node while it flaps on another, whose end is told later',
      [ends(AOF, 1), alertOf(AOF, 2, { flapping: at, state: 'resolved', told: flaps })],
      [`${AOF} critical: 0 fire, 1 over, 1 fire on`],
    ],
    [
      'ends on one node while another one, which was told of, is about to fire again',
      [ends(AOF, 1), alertOf(AOF, 2, { state: 'pending', told: known })],
      [`${AOF} critical: 0 fire, 1 over, 1 fire on`],
    ],
    [
      'ends on one node while another one fires that was never told of, and whose end will not be',
      [ends(AOF, 1), alertOf(AOF, 2, { held: { by: 'muted', at: '2026-03-01T03:00:00.000Z' } })],
      [`${AOF} critical: 0 fire, 1 over, 0 fire on`],
    ],
    [
      'is as severe as its worst alert that fires, and not as one that is over',
      [begins(AOF, 1, { severity: 'warning' }), ends(AOF, 2)],
      [`${AOF} warning: 1 fire, 1 over, 0 fire on`],
    ],
    [
      'stands beside other rules, the worst first',
      [begins(LATENCY, 1), begins(AOF, 1), ends('topology/node-unreachable', 3)],
      [
        `${AOF} critical: 1 fire, 0 over, 0 fire on`,
        `${LATENCY} warning: 1 fire, 0 over, 0 fire on`,
        'topology/node-unreachable critical: 0 fire, 1 over, 0 fire on',
      ],
    ],
    [
      'leaves out rules of which there is nothing new',
      [begins(AOF, 1), goesOn(LATENCY, 1)],
      [`${AOF} critical: 1 fire, 0 over, 0 fire on`],
    ],
  ];

  test.each(rows)('that %s', (_, alerts, want) => {
    expect(notificationOf(alerts).rules.map(words)).toEqual(want);
  });

  test('has the links of its page', () => {
    const [rule] = notificationOf([begins(AOF, 1)]).rules;
    expect(rule?.links.length).toBeGreaterThan(0);
    expect(rule?.links.filter((link) => !link.startsWith('https://'))).toEqual([]);
  });
});
