import { describe, expect, test } from '@jest/globals';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { defaultPolicy } from '../../../../lib/core/policy.ts';
import { rule } from '../../../../lib/core/rules/backup/none-declared.ts';
import { readingOf, setOf } from '../../../builders/copies.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const now = clusterFacts();

describe('backup/none-declared', () => {
  test('fails while nobody says that copies are made', () => {
    expect(verdict(rule, { now })).toMatchObject({
      status: 'fail',
      severity: 'info',
      message: 'no copies off the hosts are declared, so nobody would be told that there are none',
    });
  });

  test('passes once they are declared, whatever the store holds', () => {
    const policy = { ...defaultPolicy, backup: {} };
    for (const copies of [undefined, ok(readingOf([])), failed('store', 'denied')])
      expect(verdict(rule, { now, policy, ...(copies === undefined ? {} : { copies }) }).status).toBe('pass');
  });

  test('passes where the store holds sets that nobody declared, and fails where it holds none', () => {
    expect(verdict(rule, { now, copies: ok(readingOf([setOf(1)])) })).toMatchObject({
      status: 'pass',
      evidence: { sets: 1 },
    });
    expect(verdict(rule, { now, copies: ok(readingOf([])) }).status).toBe('fail');
  });

  test('fails where nobody could look into the store: what was not declared is not watched', () => {
    expect(verdict(rule, { now, copies: failed('store', 'denied') }).status).toBe('fail');
  });

  test('is skipped for data that may be lost', () => {
    expect(verdict(rule, { now, policy: { ...defaultPolicy, persistence: 'none' } }).status).toBe('skipped');
  });
});
