import { describe, expect, test } from '@jest/globals';
import { type Observed, ok, unsupported } from '../../../../lib/core/observed.ts';
import type { Snapshot } from '../../../../lib/core/own-state.ts';
import { rule } from '../../../../lib/core/rules/auditor/snapshot-not-stored.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { at } from '../../../builders/silences.ts';
import { verdict } from '../../../builders/verdict.ts';

const after = (snapshot: Observed<Snapshot>) => verdict(rule, { now: clusterFacts({ at: 300 }), own: { snapshot } });

describe('auditor/snapshot-not-stored', () => {
  test('passes when the facts of the audit before can be read', () => {
    expect(after(ok({ audit: 'full', scheduledAt: at(0) }))).toMatchObject({
      status: 'pass',
      evidence: { audit: 'full', scheduledAt: at(0) },
    });
  });

  test('fails when they cannot, and says why', () => {
    const problem = 'facts/x.json.gz in DIR is damaged: nodes should be Array';
    expect(after(ok({ audit: 'full', scheduledAt: at(0), problem }))).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: `the facts of the full audit of ${at(0)} cannot be used: ${problem}`,
    });
  });

  test('is skipped with the reason where there is no store', () => {
    expect(after(unsupported('no store keeps the facts of audits here'))).toMatchObject({
      status: 'skipped',
      message: 'no store keeps the facts of audits here',
    });
  });
});
