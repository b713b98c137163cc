import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/replication/replica-writable.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('replication/replica-writable', () => {
  test.each([
    ['passes for one that is read-only', 7004, { slave_read_only: 1 }, 'pass'],
    ['fails for one that is not', 7004, { slave_read_only: 0 }, 'fail'],
    ['is unknown where it is not told', 7004, { slave_read_only: undefined }, 'unknown'],
    ['is skipped on a primary', 7001, { slave_read_only: 0 }, 'skipped'],
  ] as const)('%s', (_, port, info, status) => {
    expect(verdict(rule, oneAudit(port, { info }), port).status).toBe(status);
  });
});
