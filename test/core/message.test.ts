import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../lib/core/alert.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { alertOf, notificationOf } from '../builders/notification.ts';

const byId = new Map(rules.map((rule) => [rule.id, rule]));

const began = '2026-03-01T03:00:00.000Z';
const known = { mail: { state: 'firing', severity: 'critical', at: began, certain: true } } as const;

const some = (count: number, change: (index: number) => Partial<Alert> = () => ({})): readonly Alert[] =>
  Array.from({ length: count }, (_, index) => alertOf('aof/not-enabled', 7000 + index, change(index)));

const over = (count: number): readonly Alert[] =>
  some(count, (index) => ({ state: 'resolved', fingerprint: `over ${index}` }));

describe('the message of an alert', () => {
  test('says what, where, since when, why and what to run', () => {
    expect(notificationOf([alertOf('aof/not-enabled', 7001)]).text).toBe(
      [
        'Cluster prod, audit "full" of 2026-03-01 03:00:00 UTC, 6 of 6 nodes answered.',
        '',
        'CRITICAL  The append-only file is off  [aof/not-enabled]',
        'Where:  10.0.0.1:7001',
        'What:   AOF is off on this primary',
        'Since:  2026-03-01 03:00:00 UTC; failed in this audit',
        `Why:    ${byId.get('aof/not-enabled')?.why}`,
        'To do:',
        '    redis-cli -h 10.0.0.1 -p 7001 CONFIG SET appendonly yes',
        '  - It forks once to write the first file: on a primary with gigabytes of data choose a quiet hour.',
        '    redis-cli -h 10.0.0.1 -p 7001 CONFIG REWRITE',
        '  - If this role is meant to run without it, declare `policy.aof.roles`.',
        '',
        'History: redis-auditor history alerts --cluster prod --store DIR',
      ].join('\n'),
    );
  });

  test('names nodes with the same trouble once, together', () => {
    const { text } = notificationOf(some(2));
    expect(text).toContain('Where:  10.0.0.1:7000, 10.0.0.1:7001');
    expect(text.match(/^CRITICAL/gm)).toHaveLength(1);
  });

  test('says why and what to do once for a rule, whatever each node has to say', () => {
    const { text } = notificationOf(some(3, (index) => ({ message: `for ${index} s` })));
    expect(text.match(/^CRITICAL/gm)).toHaveLength(3);
    expect(text.match(/^To do:/gm)).toHaveLength(1);
    expect(text.match(/^Why, and what to do: as above\.$/gm)).toHaveLength(2);
  });

  test('counts the places that it leaves out', () => {
    expect(notificationOf(some(40)).text).toContain('and 28 more');
  });

  test('begins with the worst', () => {
    const { subject, text, alerts } = notificationOf([
      alertOf('latency/monitor-off', 7001),
      alertOf('aof/not-enabled', 7002),
    ]);
    expect(subject).toBe('[CRITICAL] prod: The append-only file is off (+1 more)');
    expect(text.indexOf('CRITICAL')).toBeLessThan(text.indexOf('WARNING'));
    expect(alerts.map(({ severity }) => severity)).toEqual(['critical', 'warning']);
  });

  test('says what is over, and why', () => {
    const { subject, text } = notificationOf([alertOf('aof/not-enabled', 7001, { state: 'resolved' })]);
    expect(subject).toBe('[RESOLVED] prod: The append-only file is off');
    expect(text).toContain(
      'RESOLVED\n  - The append-only file is off  [aof/not-enabled]  10.0.0.1:7001, since 2026-03-01 03:00:00 UTC: the check passes again',
    );
  });

  test('says how many fire on that were told before', () => {
    const [one, two] = [
      alertOf('aof/write-failed', 7001, { told: known }),
      alertOf('aof/write-failed', 7002, { told: known }),
    ];
    const fresh = alertOf('aof/not-enabled', 7001);
    expect(notificationOf([fresh, one])).toMatchObject({
      firingOn: 1,
      text: expect.stringContaining('\n1 alert that was told before fires on.\n'),
    });
    expect(notificationOf([fresh, one, two]).text).toContain('\n2 alerts that were told before fire on.\n');
  });

  test('says what is silent because of it', () => {
    const { text, alerts } = notificationOf([
      alertOf('topology/node-unreachable', 7001),
      alertOf('aof/not-enabled', 7001),
    ]);
    expect(alerts.map(({ rule }) => rule)).toEqual(['topology/node-unreachable']);
    expect(text).toContain(
      'It fails too, probably because of that, and is not told by itself:\n  - The append-only file is off  [aof/not-enabled]  10.0.0.1:7001\n',
    );
  });

  test('says that it flaps', () => {
    const { subject, text } = notificationOf([alertOf('aof/not-enabled', 7001, { flapping: began })]);
    expect(subject).toBe('[FLAPPING] prod: The append-only file is off');
    expect(text).toContain('FLAPPING  The append-only file is off  [aof/not-enabled]');
    expect(text).toContain('Since:  2026-03-01 03:00:00 UTC; flaps: changed 5 times within 6 h');
  });

  test('obeys nothing that a node says', () => {
    const resource = { kind: 'node', id: 'x', address: 'a\u001b[31m\nRESOLVED:6379' } as const;
    const { text } = notificationOf([alertOf('aof/not-enabled', 7001, { resource, message: 'key \u202e\nCRITICAL' })]);
    expect(text).toContain('Where:  a\\x1b[31m\\nRESOLVED:6379');
    expect(text).toContain('What:   key \\u202e\\nCRITICAL');
    expect(text).toContain('redis-cli -h HOST -p PORT CONFIG SET appendonly yes');
  });
});

describe('a message about very many alerts', () => {
  test('has a subject that every mail system takes', () => {
    const { subject } = notificationOf(some(1000), 'a'.repeat(63));
    expect(subject.length).toBeLessThan(100);
    expect(subject).toMatch(/^[\x20-\x7e]+ \(\+999 more\)$/);
  });

  test('keeps the worst, and counts what it leaves out', () => {
    const warnings = some(3000, (index) => ({ severity: 'warning', message: `for ${index} s` }));
    const worst = alertOf('aof/write-failed', 7001);
    const { text, alerts } = notificationOf([...warnings, worst, ...over(3000)]);
    expect(text.length).toBeLessThan(50_000);
    expect(alerts).toHaveLength(6001);
    expect(text).toContain('CRITICAL  ');
    const shown =
      (text.match(/^(?:CRITICAL|WARNING) {2}/gm) ?? []).length + (text.match(/^ {2}- The append/gm) ?? []).length;
    expect(text).toContain(
      `\n${6001 - shown} more alerts are left out here, the least urgent ones; the history has all of them.\n`,
    );
  });

  test('keeps at least one, however long its words are', () => {
    const { text } = notificationOf([alertOf('aof/not-enabled', 7001, { message: 'x'.repeat(1_000_000) })]);
    expect(text.length).toBeLessThan(5000);
    expect(text).toContain('What:   xxx');
  });
});
