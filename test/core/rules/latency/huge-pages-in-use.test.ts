import { describe, expect, test } from '@jest/globals';
import { notAttempted, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/latency/huge-pages-in-use.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('latency/huge-pages-in-use', () => {
  const advice = '- I detected a non zero amount of anonymous huge pages used by your process.';

  test('goes by the one sentence of LATENCY DOCTOR', () => {
    expect(verdict(rule, oneAudit(7001, {}), 7001).status).toBe('pass');
    expect(verdict(rule, oneAudit(7001, { latencyDoctor: ok(advice) }), 7001).status).toBe('fail');
  });

  test('is unknown where the doctor was not asked', () => {
    const judged = oneAudit(7001, { latencyDoctor: notAttempted('no event') });
    expect(verdict(rule, judged, 7001).status).toBe('unknown');
  });
});
