import { describe, expect, test } from '@jest/globals';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/backup/last-run-failed.ts';
import { readingOf, setAt, setOf } from '../../../builders/copies.ts';
import { clusterFacts, policyWith } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const now = clusterFacts();
const brokenOff = (hours: number) => ({ unfinished: 1, newestUnfinished: setAt(hours) });

describe('backup/last-run-failed', () => {
  test.each([
    ['the last run left its manifest', readingOf([setOf(1), setOf(25)])],
    ['a run before it was broken off', readingOf([setOf(1)], brokenOff(25))],
    ['what it left is not whole, which another rule tells', readingOf([setOf(1, { state: 'incomplete' })])],
  ])('passes when %s', (_, copies) => {
    expect(verdict(rule, { now, copies: ok(copies) }).status).toBe('pass');
  });

  test.each([
    ['a run after the newest set', readingOf([setOf(25)], brokenOff(3))],
    ['the only run', readingOf([], brokenOff(3))],
  ])('fails when %s was broken off', (_, copies) => {
    expect(verdict(rule, { now, copies: ok(copies) })).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: 'the run of 2026-03-01 00:00:00 UTC has left no manifest in 3 h, more than 2 h',
    });
  });

  test.each([
    [
      'the run may still go on',
      ok(readingOf([setOf(25)], brokenOff(1))),
      'the run of 2026-03-01 02:00:00 UTC may still go on',
    ],
    ['the store cannot be read', failed('store', 'denied'), 'copies: denied'],
  ])('is unknown when %s', (_, copies, message) => {
    expect(verdict(rule, { now, copies })).toMatchObject({ status: 'unknown', message });
  });

  test('is skipped where there was no run yet, or none is declared', () => {
    const policy = policyWith({ backup: {} });
    expect(verdict(rule, { now, policy, copies: ok(readingOf([])) }).status).toBe('skipped');
    expect(verdict(rule, { now }).status).toBe('skipped');
  });
});
