import { describe, expect, test } from '@jest/globals';
import { enabledRules } from '../../lib/config/effective.ts';
import { parseConfig } from '../../lib/config/load.ts';
import type { AuditKind } from '../../lib/core/facts.ts';
import { someRules } from './rules.ts';

const enabled = (audit: AuditKind, text = '') => enabledRules(someRules, parseConfig(text, someRules), audit);
const ids = (audit: AuditKind, text = ''): readonly string[] => enabled(audit, text).map(({ rule }) => rule.id);

describe('which rules an audit runs', () => {
  test('a full one runs all', () => expect(ids('full')).toEqual(someRules.map(({ id }) => id)));

  test.each<[AuditKind, readonly string[]]>([
    ['slowlog', ['auditor/run-missed', 'commands/flush-used', 'slowlog/off', 'topology/node-unreachable']],
    ['latency', ['auditor/run-missed', 'latency/round-trip-slow', 'topology/node-unreachable']],
    [
      'topology',
      ['auditor/run-missed', 'replication/link-down', 'topology/node-unreachable', 'topology/slot-uncovered'],
    ],
    [
      'persistence',
      [
        'aof/not-enabled',
        'aof/write-failed',
        'auditor/run-missed',
        'backup/none-declared',
        'persistence/loss-window-too-long',
        'rdb/last-save-failed',
        'topology/node-unreachable',
      ],
    ],
  ])('%s runs its areas, and what every audit runs', (audit, expected) => expect(ids(audit)).toEqual(expected));
});

describe('what a configuration changes', () => {
  test('a rule that is off is not run', () => {
    expect(ids('latency', 'rules: {latency/round-trip-slow: {off: measured elsewhere}}')).toEqual([
      'auditor/run-missed',
      'topology/node-unreachable',
    ]);
  });

  test('severity and options are those of the file, else those of the rule', () => {
    const changed = 'rules: {latency/round-trip-slow: {severity: critical, options: {failAboveMs: 3}}}';
    expect(enabled('latency', changed)[1]).toMatchObject({
      severity: 'critical',
      options: { failAboveMs: 3, samples: 20 },
    });
    expect(enabled('latency')[1]).toMatchObject({ severity: 'warning', options: { failAboveMs: 100, samples: 20 } });
  });

  test('thresholds are those of the file, else those of the rule', () => {
    const changed = 'rules: {latency/round-trip-slow: {failureThreshold: 3}}';
    expect(enabled('latency', changed)[1]).toMatchObject({ failureThreshold: 3, successThreshold: 1 });
    expect(enabled('latency')[1]).toMatchObject({ failureThreshold: 1, successThreshold: 1 });
  });

  test('a severity alone leaves the options alone', () => {
    const [, changed] = enabled('latency', 'rules: {latency/round-trip-slow: {severity: info}}');
    expect(changed).toMatchObject({ severity: 'info', options: { failAboveMs: 100, samples: 20 } });
  });
});
