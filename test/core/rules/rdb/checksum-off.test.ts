import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/rdb/checksum-off.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('rdb/checksum-off', () => {
  test.each([
    ['passes when files have one', {}, 'pass'],
    ['fails when they have none', { config: { rdbchecksum: 'no' } }, 'fail'],
    ['is unknown where the settings cannot be read', { noConfig: failed('no-permission', 'NOPERM') }, 'unknown'],
  ] as const)('%s', (_, change, status) => {
    expect(verdict(rule, oneAudit(7001, change), 7001).status).toBe(status);
  });
});
