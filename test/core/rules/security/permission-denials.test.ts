import { describe, expect, test } from '@jest/globals';
import { ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/security/permission-denials.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('security/permission-denials', () => {
  const denied = (count: number, change: NodeChange = {}) =>
    twoAudits(7001, {}, { errorstats: { NOPERM: count }, ...change });
  const refused: NodeChange = {
    connection: { answered: true, attempts: 1, outcome: ok({ tls: false, connectMs: 1 }), errorCodes: ['NOPERM'] },
  };

  test.each<[string, ReturnType<typeof denied>, string, string]>([
    ['10', denied(10), 'pass', ''],
    ['11', denied(11), 'fail', '11 commands were refused with NOPERM since the last audit (limit 10)'],
    [
      '11, and the auditor is refused too',
      denied(11, refused),
      'unknown',
      "refusals of the auditor's own commands are among them",
    ],
  ])('%s refused commands', (_, judged, status, message) => {
    expect(verdict(rule, judged, 7001)).toMatchObject({ status, message });
  });

  test('is unknown at a first audit and after a restart', () => {
    const [then] = denied(1).before;
    expect(verdict(rule, { now: then ?? clusterFacts() }, 7001).status).toBe('unknown');
    const restarted = twoAudits(7001, {}, { info: { run_id: 'another' } });
    expect(verdict(rule, restarted, 7001).status).toBe('unknown');
  });
});
