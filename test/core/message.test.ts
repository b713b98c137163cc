import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../lib/core/alert.ts';
import { writeMessage } from '../../lib/core/message.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { clusterFacts } from '../builders/facts.ts';
import { alertOf } from '../builders/notification.ts';

const byId = new Map(rules.map((rule) => [rule.id, rule]));

function message(firing: readonly Alert[], resolved: readonly Alert[] = [], id = 'prod') {
  const facts = clusterFacts({ cluster: { id, provider: 'self-managed' } });
  return writeMessage({ firing, resolved, facts, rules: byId });
}

describe('the message of an alert', () => {
  test('says what, where, since when, why and what to run', () => {
    expect(message([alertOf('aof/not-enabled', 7001)]).text).toBe(
      [
        'Cluster prod, audit "full" of 2026-03-01T03:00:00.000Z, 6 of 6 nodes answered.',
        '',
        'CRITICAL  The append-only file is off  [aof/not-enabled]',
        'Where:  10.0.0.1:7001',
        'What:   AOF is off on this primary',
        'Since:  2026-03-01T03:00:00.000Z',
        `Why:    ${byId.get('aof/not-enabled')?.why}`,
        'To do:',
        '    redis-cli -h 10.0.0.1 -p 7001 CONFIG SET appendonly yes',
        '  - It forks once to write the first file: on a primary with gigabytes of data choose a quiet hour.',
        '    redis-cli -h 10.0.0.1 -p 7001 CONFIG REWRITE',
        '  - If this role is meant to run without it, declare `policy.aof.roles`.',
      ].join('\n'),
    );
  });

  test('names nodes with the same trouble once, together', () => {
    const { text } = message([alertOf('aof/not-enabled', 7001), alertOf('aof/not-enabled', 7002)]);
    expect(text).toContain('Where:  10.0.0.1:7001, 10.0.0.1:7002');
    expect(text.match(/^CRITICAL/gm)).toHaveLength(1);
  });

  test('counts the places that it leaves out', () => {
    const { text } = message(Array.from({ length: 40 }, (_, i) => alertOf('aof/not-enabled', 7000 + i)));
    expect(text).toContain('and 28 more');
  });

  test('begins with the worst', () => {
    const { subject, text } = message([alertOf('latency/monitor-off', 7001), alertOf('aof/not-enabled', 7002)]);
    expect(subject).toBe('[CRITICAL] prod: The append-only file is off (+1 more)');
    expect(text.indexOf('CRITICAL')).toBeLessThan(text.indexOf('WARNING'));
  });

  test('says what is over', () => {
    const { subject, text } = message([], [alertOf('aof/not-enabled', 7001, { state: 'resolved' })]);
    expect(subject).toBe('[RESOLVED] prod: The append-only file is off');
    expect(text).toContain('10.0.0.1:7001, since 2026-03-01T03:00:00.000Z');
  });

  test('has a subject that every mail system takes', () => {
    const many = Array.from({ length: 1000 }, (_, i) => alertOf('aof/not-enabled', 7000 + i));
    const { subject } = message(many, [], 'a'.repeat(63));
    expect(subject.length).toBeLessThan(100);
    expect(subject).toMatch(/^[\x20-\x7e]+ \(\+999 more\)$/);
  });
});
