import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/slowlog/very-slow-command.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { type EntryChange, slowlog } from '../../../builders/slowlog.ts';
import { verdict } from '../../../builders/verdict.ts';

const logged = (...entries: readonly EntryChange[]) => clusterFacts({ nodes: { 7001: slowlog(entries) } });

describe('slowlog/very-slow-command', () => {
  test.each<[string, 'pass' | 'fail', EntryChange]>([
    ['999 ms, which slowlog/slow-command reports', 'pass', { ms: 999 }],
    ['1000 ms', 'fail', { ms: 1000 }],
    ['a BGSAVE of 1200 ms, no user sent it', 'pass', { ms: 1200, command: 'bgsave' }],
  ])('an entry of %s: %s', (_, status, entry) => {
    expect(verdict(rule, { now: logged(entry) }, 7001)).toMatchObject({ status });
  });

  test('wakes somebody, and says which command it was', () => {
    const now = logged({ command: 'eval', shape: 'EVAL <script> 0', ms: 1204 });
    expect(verdict(rule, { now }, 7001)).toMatchObject({
      severity: 'critical',
      message: 'EVAL <script> 0 took 1204 ms (limit 1000 ms)',
      evidence: { count: 1, longestMs: 1204 },
    });
  });

  test('is unknown on a first visit', () => {
    const now = clusterFacts({ nodes: { 7001: slowlog([{ ms: 1500 }], { since: 'first-visit', lost: null }) } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'unknown' });
  });

  test('is unknown when the slow log could not be read', () => {
    const now = clusterFacts({ nodes: { 7001: { slowlog: failed('timeout', 'no reply within 2000 ms') } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'unknown', missing: [{ reason: 'timeout' }] });
  });

  test('mutes the latency event of the same stall', () => {
    expect(rule.mutes).toEqual(['latency/command-spike']);
  });
});
