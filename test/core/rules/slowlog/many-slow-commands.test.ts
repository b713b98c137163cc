import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/slowlog/many-slow-commands.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { type EntryChange, slowlog } from '../../../builders/slowlog.ts';
import { verdict } from '../../../builders/verdict.ts';

const earlier = clusterFacts();
const entries = (count: number, change: EntryChange = {}) => Array.from({ length: count }, () => change);

function after(seconds: number, log: NodeChange) {
  return { now: clusterFacts({ at: seconds, nodes: { 7001: log } }), before: [earlier] };
}

describe('slowlog/many-slow-commands', () => {
  test.each<[number, number, number, 'pass' | 'fail']>([
    [60, 10, 0, 'pass'],
    [60, 11, 0, 'fail'],
    [300, 50, 0, 'pass'],
    [300, 51, 0, 'fail'],
    [5, 9, 0, 'pass'],
    [5, 10, 0, 'fail'],
    [60, 4, 8, 'fail'],
  ])('in %i s %i entries and %i lost ones: %s', (seconds, count, lost, status) => {
    expect(verdict(rule, after(seconds, slowlog(entries(count), { lost })), 7001)).toMatchObject({ status });
  });

  test('says how many a minute, how many of them nobody could read, and what they were', () => {
    const log = slowlog(entries(4, { command: 'hgetall', shape: 'HGETALL cart:*' }), { lost: 8 });
    expect(verdict(rule, after(60, log), 7001)).toMatchObject({
      severity: 'warning',
      message: '12 slow commands a minute (limit 10): 12, 8 of them lost unread',
      evidence: { perMinute: 12, count: 12, lost: 8, commands: [{ shape: 'HGETALL cart:*', count: 4 }] },
    });
  });

  test.each<[string, EntryChange]>([
    ['entries below 10 ms', { ms: 9 }],
    ['topology commands', { command: 'cluster|slots' }],
    ['commands of replicas and operators', { command: 'info' }],
    ['calls inside a script', { client: '?:0', clientName: '' }],
  ])('does not count %s', (_, change) => {
    expect(verdict(rule, after(60, slowlog(entries(40, change))), 7001)).toMatchObject({ status: 'pass' });
  });

  test('does not count lost entries of a log that also takes shorter ones: most of them were such', () => {
    const fine = { ...slowlog(entries(4), { lost: 60_000 }), config: { 'slowlog-log-slower-than': '1000' } };
    expect(verdict(rule, after(60, fine), 7001)).toMatchObject({ status: 'pass', evidence: { count: 4, lost: 0 } });
  });

  test('counts since the slow log was last read, not since the last audit that looked elsewhere', () => {
    const elsewhere = clusterFacts({ at: 290, audit: 'topology', everyNode: { slowlog: failed('timeout', 'silent') } });
    const now = clusterFacts({ at: 300, nodes: { 7001: slowlog(entries(40)) } });
    expect(verdict(rule, { now, before: [earlier, elsewhere] }, 7001)).toMatchObject({
      status: 'pass',
      evidence: { perMinute: 8 },
    });
  });

  test.each([
    [300, 40, undefined],
    [300, 45, 'a rate of 9 a minute is within the limit, but above 80 % of it'],
    [30, 9, undefined],
  ])('in %i s %i entries end an alert only where they are clearly within the limit', (seconds, count, notYetClear) => {
    const found = verdict(rule, after(seconds, slowlog(entries(count))), 7001);
    expect([found.status, found.notYetClear]).toEqual(['pass', notYetClear]);
  });

  test('is unknown when the time of the previous reading is not known', () => {
    const now = clusterFacts({ nodes: { 7001: slowlog(entries(40)) } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'unknown', evidence: { count: 40 } });
  });

  test('is unknown on a first visit, and when the slow log was refused', () => {
    const first = slowlog(entries(40), { since: 'first-visit', lost: null });
    expect(verdict(rule, after(60, first), 7001)).toMatchObject({ status: 'unknown' });
    const refused = { slowlog: failed('no-permission', 'NOPERM') };
    expect(verdict(rule, after(60, refused), 7001)).toMatchObject({
      status: 'unknown',
      missing: [{ fact: 'slowlog' }],
    });
  });

  test('judges by the limits that the options set', () => {
    const options = { failAbovePerMinute: 2, minCount: 3, countFromMs: 5 };
    expect(verdict(rule, { ...after(60, slowlog(entries(3, { ms: 5 }))), options }, 7001)).toMatchObject({
      status: 'fail',
    });
  });
});
