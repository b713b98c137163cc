import { describe, expect, test } from '@jest/globals';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/backup/shards-far-apart.ts';
import { hoursAgo, readingOf, setOf } from '../../../builders/copies.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const now = clusterFacts();
const apart = (minutes: number) => ok(readingOf([setOf(5, {}, { 5461: { takenAt: hoursAgo(5 - minutes / 60) } })]));

describe('backup/shards-far-apart', () => {
  test('passes up to an hour, and fails above it', () => {
    expect(verdict(rule, { now, copies: apart(60) }).status).toBe('pass');
    expect(verdict(rule, { now, copies: apart(90) })).toMatchObject({
      status: 'fail',
      severity: 'info',
      message: 'the shards of the newest set, of 2026-02-28 22:00:00 UTC, are 90 min apart, more than 60 min',
    });
    expect(verdict(rule, { now, copies: apart(90), options: { failAboveMinutes: 90 } }).status).toBe('pass');
  });

  test('is unknown where the store could not be read', () => {
    expect(verdict(rule, { now, copies: failed('store', 'denied') }).status).toBe('unknown');
  });

  test('is skipped without a copy', () => {
    expect(verdict(rule, { now }).status).toBe('skipped');
    const policy = policyWith({ backup: {} });
    expect(verdict(rule, { now, policy, copies: ok(readingOf([])) })).toMatchObject({
      status: 'skipped',
      message: 'there is no copy yet',
    });
  });
});
