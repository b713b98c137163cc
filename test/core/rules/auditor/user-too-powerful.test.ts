import { describe, expect, test } from '@jest/globals';
import { failed, ok, unsupported } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/auditor/user-too-powerful.ts';
import type { NodeChange } from '../../../builders/facts.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const rights = (ownRights: NodeChange['ownRights']) => oneAudit(7001, ownRights === undefined ? {} : { ownRights });

describe('auditor/user-too-powerful', () => {
  test.each([
    ['passes where it may only look', rights(ok({ logsIn: true, mayRun: [] })), 'pass'],
    ['fails where it may write', rights(ok({ logsIn: true, mayRun: ['SET'] })), 'fail'],
    ['is skipped where it does not log in', rights(ok({ logsIn: false, mayRun: [] })), 'skipped'],
    ['is skipped before 7.0', rights(unsupported('no such subcommand')), 'skipped'],
    ['is unknown where it may not ask', rights(failed('no-permission', '')), 'unknown'],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 7001).status).toBe(status);
  });

  test('says what', () => {
    expect(verdict(rule, rights(ok({ logsIn: true, mayRun: ['SET', 'FLUSHALL'] })), 7001)).toMatchObject({
      severity: 'info',
      message: "the auditor's user may run SET, FLUSHALL",
      evidence: { mayRun: ['SET', 'FLUSHALL'] },
    });
  });
});
