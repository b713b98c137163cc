import { describe, expect, test } from '@jest/globals';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/backup/restore-drill-old.ts';
import { hoursAgo, readingOf, setAt, setOf } from '../../../builders/copies.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const now = clusterFacts({ at: 300 });
const before = [clusterFacts()];
const DAY = 24;
const drilled = (days: number, outcome = 'ok') =>
  ok(
    readingOf([setOf(1)], {
      lastDrill: outcome === 'ok' ? hoursAgo(days * DAY) : null,
      newestDrill: { set: setAt(1), at: hoursAgo(days * DAY), outcome },
    }),
  );
const undrilled = (firstDays: number) => ok(readingOf([setOf(1)], { oldest: setAt(firstDays * DAY) }));

describe('backup/restore-drill-old', () => {
  test.each([
    ['a drill is noted 90 days ago', { now, copies: drilled(90) }],
    [
      'one is declared of three weeks ago',
      { now, copies: undrilled(400), policy: policyWith({ backup: { lastDrill: '2026-02-08' } }) },
    ],
    [
      'one was noted that went with its set, and an audit has seen it',
      { now, before, copies: undrilled(400), copiesBefore: drilled(30) },
    ],
    ['there is none, and the oldest set that is known is a month old', { now, copies: undrilled(30) }],
  ])('passes when %s', (_, judged) => {
    expect(verdict(rule, judged).status).toBe('pass');
  });

  test.each([
    [
      'the last one is too long ago',
      { now, copies: drilled(91) },
      'the last drill that succeeded is 91 days old, more than 90 days',
    ],
    [
      'there is none, and copies are made for long',
      { now, copies: undrilled(100) },
      'no drill is known, and the first set is 100 days old, more than 90 days',
    ],
    [
      'there is none, and an audit has seen sets that are deleted by now',
      { now, before, copies: undrilled(7), copiesBefore: undrilled(100) },
      'no drill is known, and the first set is 100 days old, more than 90 days',
    ],
    [
      'the newest one failed',
      { now, copies: drilled(0, 'failed') },
      `the newest drill, of 2026-03-01 03:00:00 UTC with set ${setAt(1)}, failed`,
    ],
  ])('fails when %s', (_, judged, message) => {
    expect(verdict(rule, judged)).toMatchObject({ status: 'fail', severity: 'info', message });
  });

  test('a drill that failed counts until one succeeds', () => {
    const failedBefore = { set: setAt(1), at: hoursAgo(3 * DAY), outcome: 'failed' };
    const copies = ok(readingOf([setOf(1)], { lastDrill: hoursAgo(2 * DAY), newestDrill: failedBefore }));
    expect(verdict(rule, { now, copies }).status).toBe('pass');
  });

  test('is unknown where the store could not be read, skipped where there is nothing to restore', () => {
    expect(verdict(rule, { now, copies: failed('store', 'denied') }).status).toBe('unknown');
    expect(verdict(rule, { now }).status).toBe('skipped');
    expect(verdict(rule, { now, copies: ok(readingOf([], { unfinished: 1 })) })).toMatchObject({
      status: 'skipped',
      message: 'there is nothing to restore yet',
    });
  });
});
