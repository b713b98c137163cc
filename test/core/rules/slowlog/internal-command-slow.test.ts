import { describe, expect, test } from '@jest/globals';
import { AUDITOR_CLIENT_NAME } from '../../../../lib/core/client-name.ts';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/slowlog/internal-command-slow.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { type EntryChange, slowlog } from '../../../builders/slowlog.ts';
import { verdict } from '../../../builders/verdict.ts';

const logged = (...entries: readonly EntryChange[]) => clusterFacts({ nodes: { 7001: slowlog(entries) } });
const psync = { command: 'psync', shape: 'PSYNC ? -1', ms: 15.6, client: '10.0.0.4:40001', clientName: '' };

describe('slowlog/internal-command-slow', () => {
  test.each<[string, 'pass' | 'fail', EntryChange]>([
    ['a PSYNC', 'fail', psync],
    ['a REPLCONF', 'fail', { command: 'replconf' }],
    ['an INFO of a monitor', 'fail', { command: 'info' }],
    ['a CONFIG GET', 'fail', { command: 'config|get' }],
    ['a PSYNC of 9 ms', 'pass', { ...psync, ms: 9 }],
    ['a CLUSTER SLOTS, which has a rule of its own', 'pass', { command: 'cluster|slots' }],
    ["a user's command", 'pass', { command: 'eval' }],
    ['a TIME inside a script', 'pass', { command: 'time', client: '?:0', clientName: '' }],
    ["the auditor's own INFO", 'pass', { command: 'info', clientName: AUDITOR_CLIENT_NAME }],
  ])('%s: %s', (_, status, entry) => {
    expect(verdict(rule, { now: logged(entry) }, 7001)).toMatchObject({ status });
  });

  test('explains each command', () => {
    expect(verdict(rule, { now: logged(psync, { command: 'info', ms: 12 }) }, 7001)).toMatchObject({
      severity: 'info',
      message: 'PSYNC ? -1 took 15.6 ms (counted from 10 ms), the longest of 2 such entries',
      evidence: {
        count: 2,
        longestMs: 15.6,
        commands: [
          {
            shape: 'PSYNC ? -1',
            clients: ['10.0.0.4'],
            what: expect.stringContaining('A replica asks its primary'),
            why: expect.stringContaining('the primary forks inside this command'),
            todo: expect.stringContaining('One entry after a replica joined'),
            answer: expect.stringContaining('nothing to go on from'),
          },
          {
            shape: 'INFO',
            what: expect.stringContaining('Statistics'),
            todo: expect.stringContaining('sections needed'),
          },
        ],
      },
    });
  });

  test('counts from where the options say', () => {
    const now = logged({ ...psync, ms: 0.08 });
    expect(verdict(rule, { now, options: { countFromMs: 0 } }, 7001)).toMatchObject({ status: 'fail' });
  });

  test('is unknown on a first visit, and when the slow log was refused', () => {
    const first = clusterFacts({ nodes: { 7001: slowlog([psync], { since: 'first-visit', lost: null }) } });
    expect(verdict(rule, { now: first }, 7001)).toMatchObject({ status: 'unknown' });
    const refused = clusterFacts({ nodes: { 7001: { slowlog: failed('no-permission', 'NOPERM') } } });
    expect(verdict(rule, { now: refused }, 7001)).toMatchObject({ status: 'unknown', missing: [{ fact: 'slowlog' }] });
  });
});
