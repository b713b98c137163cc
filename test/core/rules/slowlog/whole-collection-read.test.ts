import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/slowlog/whole-collection-read.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { type EntryChange, slowlog } from '../../../builders/slowlog.ts';
import { verdict } from '../../../builders/verdict.ts';

const times = (count: number, entry: EntryChange) => Array.from({ length: count }, () => entry);
const hgetall: EntryChange = { command: 'hgetall', shape: 'HGETALL cart:*', ms: 12 };

describe('slowlog/whole-collection-read', () => {
  test.each<[string, readonly EntryChange[], string, string]>([
    ['four', times(4, hgetall), 'pass', ''],
    [
      'five',
      times(5, hgetall),
      'fail',
      '5 slow reads of whole collections (limit 5), the longest HGETALL cart:* with 12 ms',
    ],
    ['many below 10 ms', times(9, { ...hgetall, ms: 9 }), 'pass', ''],
    ['many of single members', times(9, { command: 'hget' }), 'pass', ''],
  ])('%s', (_, entries, status, message) => {
    const now = clusterFacts({ nodes: { 7001: slowlog(entries) } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status, message });
  });

  test('is unknown on a first visit, and where the log cannot be read', () => {
    const first = clusterFacts({ nodes: { 7001: slowlog(times(9, hgetall), { since: 'first-visit' }) } });
    expect(verdict(rule, { now: first }, 7001).status).toBe('unknown');
    const unread = clusterFacts({ nodes: { 7001: { slowlog: failed('timeout', 'no reply') } } });
    expect(verdict(rule, { now: unread }, 7001).status).toBe('unknown');
  });
});
