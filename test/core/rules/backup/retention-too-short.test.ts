import { describe, expect, test } from '@jest/globals';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/backup/retention-too-short.ts';
import { readingOf, setOf } from '../../../builders/copies.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const now = clusterFacts({ at: 300 });
const before = [clusterFacts()];
const DAY = 24;
const since = (days: number) => ok(readingOf([setOf(1), setOf(days * DAY)]));

describe('backup/retention-too-short', () => {
  test('passes when the oldest set is a week old, whatever was deleted', () => {
    expect(verdict(rule, { now, copies: since(7) }).status).toBe('pass');
    expect(verdict(rule, { now, before, copies: since(7), copiesBefore: since(30) }).status).toBe('pass');
  });

  test('fails when the oldest is younger, and one before it is gone', () => {
    expect(verdict(rule, { now, before, copies: since(2), copiesBefore: since(3) })).toMatchObject({
      status: 'fail',
      severity: 'info',
      message: 'the oldest of 2 sets is 2 days old, and the one of 2026-02-26 03:00:00 UTC is gone; 7 days are wanted',
    });
    const judged = { now, before, copies: since(2), copiesBefore: since(3), options: { failBelowDays: 2 } };
    expect(verdict(rule, judged).status).toBe('pass');
  });

  test('is unknown while the oldest is younger and none is known to be gone', () => {
    const open = 'the oldest set is 3 days old, and none was seen to be deleted: time will tell';
    expect(verdict(rule, { now, copies: since(3) })).toMatchObject({ status: 'unknown', message: open });
    expect(verdict(rule, { now, before, copies: since(3), copiesBefore: since(2) }).status).toBe('unknown');
    expect(verdict(rule, { now, copies: failed('store', 'denied') }).status).toBe('unknown');
  });

  test('is skipped without sets', () => {
    expect(verdict(rule, { now }).status).toBe('skipped');
    expect(verdict(rule, { now, copies: ok(readingOf([], { unfinished: 1 })) }).status).toBe('skipped');
  });
});
