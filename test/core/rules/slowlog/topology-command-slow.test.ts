import { describe, expect, test } from '@jest/globals';
import { AUDITOR_CLIENT_NAME } from '../../../../lib/core/client-name.ts';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/slowlog/topology-command-slow.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { type EntryChange, slowlog } from '../../../builders/slowlog.ts';
import { verdict } from '../../../builders/verdict.ts';

const slots: EntryChange = { command: 'cluster|slots', ms: 38.8 };
const nodes: EntryChange = { command: 'cluster|nodes', ms: 12 };
const times = (count: number, entry: EntryChange) => Array.from({ length: count }, () => entry);
const logged = (...entries: readonly EntryChange[]) => clusterFacts({ nodes: { 7001: slowlog(entries) } });

describe('slowlog/topology-command-slow', () => {
  test.each<[string, 'pass' | 'fail', readonly EntryChange[]]>([
    ['no entry', 'pass', []],
    ['four entries', 'pass', times(4, slots)],
    ['five entries', 'fail', times(5, slots)],
    ['five of different commands', 'fail', [...times(2, slots), ...times(2, nodes), { command: 'cluster|shards' }]],
    ['one of 99 ms', 'pass', [{ ...slots, ms: 99 }]],
    ['one of 100 ms', 'fail', [{ ...slots, ms: 100 }]],
    ['many below 10 ms', 'pass', times(40, { ...slots, ms: 9 })],
    ["many of the auditor's own", 'pass', times(40, { ...nodes, clientName: AUDITOR_CLIENT_NAME })],
    ['many of another CLUSTER subcommand', 'pass', times(40, { command: 'cluster|setslot' })],
  ])('%s: %s', (_, status, entries) => {
    expect(verdict(rule, { now: logged(...entries) }, 7001)).toMatchObject({ status });
  });

  test('explains what asked, and for how long', () => {
    expect(verdict(rule, { now: logged(...times(5, slots)) }, 7001)).toMatchObject({
      severity: 'warning',
      message: '5 entries of topology commands (limit 5 entries), the longest CLUSTER SLOTS with 38.8 ms',
      evidence: {
        count: 5,
        longestMs: 38.8,
        commands: [
          {
            shape: 'CLUSTER SLOTS',
            clients: ['shop (10.0.0.9)'],
            what: expect.stringContaining('Neither replicas nor the cluster itself send it'),
            answer: expect.stringContaining('refresh once for each process'),
          },
        ],
      },
    });
  });

  test('a single long one is told as such', () => {
    expect(verdict(rule, { now: logged({ ...slots, ms: 138 }) }, 7001)).toMatchObject({
      message: '1 entry of topology commands (limit 100 ms), the longest CLUSTER SLOTS with 138 ms',
    });
  });

  test('counts from where the options say', () => {
    const now = logged(...times(5, { ...slots, ms: 0.02 }));
    expect(verdict(rule, { now, options: { countFromMs: 0 } }, 7001)).toMatchObject({ status: 'fail' });
    expect(verdict(rule, { now, options: { countFromMs: 0, failAtCount: 6 } }, 7001)).toMatchObject({ status: 'pass' });
  });

  test('is unknown on a first visit, and when the slow log was refused', () => {
    const first = clusterFacts({ nodes: { 7001: slowlog(times(9, slots), { since: 'first-visit', lost: null }) } });
    expect(verdict(rule, { now: first }, 7001)).toMatchObject({ status: 'unknown' });
    const refused = clusterFacts({ nodes: { 7001: { slowlog: failed('no-permission', 'NOPERM') } } });
    expect(verdict(rule, { now: refused }, 7001)).toMatchObject({ status: 'unknown', missing: [{ fact: 'slowlog' }] });
  });
});
