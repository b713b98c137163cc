import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/memory/no-limit.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('memory/no-limit', () => {
  test.each([
    [0, 'fail', 'maxmemory is 0'],
    [1, 'pass', ''],
  ])('maxmemory %i', (maxmemory, status, message) => {
    expect(verdict(rule, oneAudit(7001, { info: { maxmemory } }), 7001)).toMatchObject({ status, message });
  });

  test('is unknown where INFO cannot be read', () => {
    expect(verdict(rule, oneAudit(7001, { noInfo: failed('busy', 'BUSY') }), 7001).status).toBe('unknown');
  });
});
