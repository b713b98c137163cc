import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/auditor/run-missed.ts';
import { clusterFacts, start } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const intervalSeconds = 300;
const earlier = clusterFacts();

describe('auditor/run-missed', () => {
  test('passes when the previous audit was due one interval ago', () => {
    expect(verdict(rule, { now: clusterFacts({ at: 300 }), before: [earlier], intervalSeconds })).toMatchObject({
      status: 'pass',
      evidence: { gapSeconds: 300 },
    });
  });

  test('passes when just one audit is missing', () => {
    const judged = { now: clusterFacts({ at: 600 }), before: [earlier], intervalSeconds };
    expect(verdict(rule, judged)).toMatchObject({ status: 'pass' });
  });

  test('fails when more than two intervals lie between them', () => {
    expect(verdict(rule, { now: clusterFacts({ at: 900 }), before: [earlier], intervalSeconds })).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: '900 s since the previous full audit, above 600 s',
      evidence: { intervalSeconds: 300, gapSeconds: 900, allowedSeconds: 600 },
    });
  });

  test('compares audits of one kind with each other', () => {
    const before = [earlier, clusterFacts({ at: 600, audit: 'slowlog' })];
    expect(verdict(rule, { now: clusterFacts({ at: 900 }), before, intervalSeconds })).toMatchObject({
      status: 'fail',
    });
  });

  test('fails when it began more than an interval after it was due, a first audit included', () => {
    const now = clusterFacts({ startedAt: new Date(start + 301_000).toISOString() });
    expect(verdict(rule, { now, intervalSeconds })).toMatchObject({
      status: 'fail',
      message: 'it began 301 s after it was due, more than its interval of 300 s',
    });
  });

  test('takes the limit from the options', () => {
    const judged = { now: clusterFacts({ at: 900 }), before: [earlier], intervalSeconds };
    expect(verdict(rule, { ...judged, options: { failAboveIntervals: 3 } })).toMatchObject({ status: 'pass' });
  });

  test('is unknown on a first audit that was on time', () => {
    expect(verdict(rule, { now: earlier, intervalSeconds })).toMatchObject({ status: 'unknown' });
  });

  test('is skipped for an audit that somebody ran by hand', () => {
    expect(verdict(rule, { now: clusterFacts({ at: 900 }), before: [earlier] })).toMatchObject({
      status: 'skipped',
      message: 'this audit is not on a schedule',
    });
  });
});
