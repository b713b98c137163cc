import { describe, expect, test } from '@jest/globals';
import { AUDITOR_CLIENT_NAME } from '../../../../lib/core/client-name.ts';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/slowlog/slow-command.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { type EntryChange, slowlog } from '../../../builders/slowlog.ts';
import { failing, verdict } from '../../../builders/verdict.ts';

const logged = (...entries: readonly EntryChange[]) => clusterFacts({ nodes: { 7001: slowlog(entries) } });

describe('slowlog/slow-command', () => {
  test.each<[string, 'pass' | 'fail', EntryChange]>([
    ['99.9 ms', 'pass', { ms: 99.9 }],
    ['100 ms', 'fail', { ms: 100 }],
    ['999 ms', 'fail', { ms: 999 }],
    ['1000 ms, which slowlog/very-slow-command reports', 'pass', { ms: 1000 }],
    ['a PSYNC of 300 ms, no user sent it', 'pass', { ms: 300, command: 'psync' }],
    ["the auditor's own", 'pass', { ms: 300, clientName: AUDITOR_CLIENT_NAME }],
    ['a call inside a script', 'pass', { ms: 300, client: '?:0', clientName: '' }],
  ])('an entry of %s: %s', (_, status, entry) => {
    expect(verdict(rule, { now: logged(entry) }, 7001)).toMatchObject({ status });
  });

  test('names the longest, how many there were, and who sent them', () => {
    const script = { command: 'eval', shape: 'EVAL <script> 0' };
    const now = logged({ ...script, ms: 150 }, { ...script, ms: 312 }, { command: 'keys', shape: 'KEYS *', ms: 200 });
    expect(verdict(rule, { now }, 7001)).toMatchObject({
      severity: 'warning',
      message: 'EVAL <script> 0 took 312 ms (limit 100 ms), the longest of 3 that slow',
      evidence: {
        count: 3,
        longestMs: 312,
        commands: [
          { shape: 'EVAL <script> 0', count: 2, longestMs: 312, clients: ['shop (10.0.0.9)'] },
          { shape: 'KEYS *', count: 1, longestMs: 200 },
        ],
      },
    });
  });

  test('a command that a replica ran too is reported once, on the primary', () => {
    const replicated = { ms: 300, client: '127.0.0.1:7001', clientName: '' };
    const now = clusterFacts({ nodes: { 7001: slowlog([{ ms: 300 }]), 7004: slowlog([replicated]) } });
    expect(failing(rule, { now })).toEqual(['127.0.0.1:7001']);
  });

  test('judges what a young process logged since its start', () => {
    const now = clusterFacts({ nodes: { 7001: slowlog([{ ms: 150 }], { since: 'start' }) } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'fail' });
  });

  test('is unknown on a first visit: the entries may be old', () => {
    const now = clusterFacts({ nodes: { 7001: slowlog([{ ms: 150 }], { since: 'first-visit', lost: null }) } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({
      status: 'unknown',
      message: 'there is no earlier visit to count from',
    });
  });

  test('is unknown when the slow log was refused', () => {
    const now = clusterFacts({ nodes: { 7001: { slowlog: failed('no-permission', 'NOPERM') } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'unknown', missing: [{ fact: 'slowlog' }] });
  });

  test('judges by the limits that the options set, and mutes the latency event of the same stall', () => {
    expect(verdict(rule, { now: logged({ ms: 50 }), options: { failAtMs: 50 } }, 7001)).toMatchObject({
      status: 'fail',
    });
    expect(verdict(rule, { now: logged({ ms: 300 }), options: { belowMs: 300 } }, 7001)).toMatchObject({
      status: 'pass',
    });
    expect(rule.mutes).toEqual(['latency/command-spike']);
  });
});
