import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/memory/near-limit.ts';
import { policyWith } from '../../../builders/facts.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const used = (mebibytes: number, info: Readonly<Record<string, string | number>> = {}) =>
  oneAudit(7001, { info: { maxmemory: 100 * 2 ** 20, used_memory: mebibytes * 2 ** 20, ...info } });

describe('memory/near-limit', () => {
  test.each<[string, number, string, string]>([
    ['80 %', 80, 'pass', ''],
    ['81 %', 81, 'fail', '81 MiB of 100 MiB are in use, 81 % (limit 80 %); at 100 % writes are refused'],
    ['90 %', 90, 'fail', '90 MiB of 100 MiB are in use, 90 % (limit 80 %); at 100 % writes are refused'],
    ['91 %, which memory/at-limit is about', 91, 'pass', ''],
  ])('%s of the limit', (_, mebibytes, status, message) => {
    expect(verdict(rule, used(mebibytes), 7001)).toMatchObject({ status, message, severity: 'warning' });
  });

  test('says that keys go where the policy evicts', () => {
    const evicting = used(90.5, { maxmemory_policy: 'allkeys-lru' });
    expect(verdict(rule, evicting, 7001).evidence).toMatchObject({ whenFull: 'keys are evicted' });
  });

  test('is skipped without a limit, and for a cache that evicts', () => {
    expect(verdict(rule, used(90, { maxmemory: 0 }), 7001).status).toBe('skipped');
    const cache = { ...used(99, { maxmemory_policy: 'allkeys-lru' }), policy: policyWith({ use: 'cache' }) };
    expect(verdict(rule, cache, 7001).status).toBe('skipped');
    const refusing = { ...used(81), policy: policyWith({ use: 'cache' }) };
    expect(verdict(rule, refusing, 7001).status).toBe('fail');
  });

  test('ends an alert only where it is clearly below', () => {
    const found = [80, 75.5].map((mebibytes) => verdict(rule, used(mebibytes), 7001).notYetClear);
    expect(found).toEqual([expect.stringContaining('within the limit'), undefined]);
  });

  test('is unknown where INFO cannot be read', () => {
    expect(verdict(rule, oneAudit(7001, { noInfo: failed('busy', 'BUSY') }), 7001).status).toBe('unknown');
  });
});
