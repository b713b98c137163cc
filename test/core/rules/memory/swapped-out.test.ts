import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/memory/swapped-out.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('memory/swapped-out', () => {
  test.each([
    ['a low ratio of a large dataset', 0.89, 1024, 'fail', 'a ratio of memory held to memory used of 0.89 (limit 0.9)'],
    ['the limit itself', 0.9, 1024, 'pass', ''],
    ['a small dataset', 0.5, 1023, 'pass', ''],
  ])('%s', (_, ratio, mebibytes, status, message) => {
    const info = { mem_fragmentation_ratio: ratio, used_memory: mebibytes * 2 ** 20 };
    expect(verdict(rule, oneAudit(7001, { info }), 7001)).toMatchObject({ status, message });
  });

  test('is unknown where INFO cannot be read', () => {
    expect(verdict(rule, oneAudit(7001, { noInfo: failed('busy', 'BUSY') }), 7001).status).toBe('unknown');
  });
});
