import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/config/node-timeout-unusual.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('config/node-timeout-unusual', () => {
  test.each([
    ['5000', 'pass', ''],
    ['30000', 'pass', ''],
    ['4999', 'fail', 'cluster-node-timeout is 4999 ms (limit: at least 5000 ms)'],
    ['30001', 'fail', 'cluster-node-timeout is 30001 ms (limit: at most 30000 ms)'],
  ])('%s ms', (timeout, status, message) => {
    const judged = oneAudit(7001, { config: { 'cluster-node-timeout': timeout } });
    expect(verdict(rule, judged, 7001)).toMatchObject({ status, message });
  });
});
