import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/memory/fragmented.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('memory/fragmented', () => {
  test.each([
    ['both', 1.51, 257, 'fail', 'a ratio of 1.51 (limit 1.5), 257 MiB of memory lost'],
    ['the ratio only', 1.51, 256, 'pass', ''],
    ['the bytes only', 1.5, 257, 'pass', ''],
  ])('above the limit: %s', (_, ratio, mebibytes, status, message) => {
    const info = { mem_fragmentation_ratio: ratio, mem_fragmentation_bytes: mebibytes * 2 ** 20 };
    expect(verdict(rule, oneAudit(7001, { info }), 7001)).toMatchObject({ status, message });
  });

  test('is unknown where INFO cannot be read', () => {
    expect(verdict(rule, oneAudit(7001, { noInfo: failed('busy', 'BUSY') }), 7001).status).toBe('unknown');
  });
});
