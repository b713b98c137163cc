import { describe, expect, test } from '@jest/globals';
import { failed, ok, unsupported } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/keys-in-foreign-slots.ts';
import type { NodeChange } from '../../../builders/facts.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

/** So many of 2000 keys are not in slots of the node. */
const foreign = (keys: number, more: NodeChange = {}) =>
  oneAudit(7001, { slotStats: ok({ keys: 2000, keysInOwnSlots: 2000 - keys, slots: 5461, cpu: null }), ...more });

const reshard = { view: ok({ viewId: 'common', openSlots: ['100-<-f'] }) };

describe('topology/keys-in-foreign-slots', () => {
  test.each([
    ['passes when all keys are in its own slots', foreign(0), 'pass'],
    ['fails with one that is not', foreign(1), 'fail'],
    ['is skipped while a slot is open', foreign(1, reshard), 'skipped'],
    ['is skipped where the server has no such command', foreign(0, { slotStats: unsupported('') }), 'skipped'],
    ['is unknown where it is refused', foreign(0, { slotStats: failed('no-permission', '') }), 'unknown'],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 7001).status).toBe(status);
  });

  test('is skipped on a replica', () => {
    expect(verdict(rule, foreign(1), 7004).status).toBe('skipped');
  });

  test('says how many', () => {
    expect(verdict(rule, foreign(3), 7001)).toMatchObject({
      severity: 'warning',
      message: '3 of its 2000 keys are in slots of others (limit 0)',
      evidence: { keys: 2000, keysInOwnSlots: 1997, slots: 5461 },
    });
    expect(rule.failureThreshold).toBe(2);
  });

  test('takes another limit', () => {
    expect(verdict(rule, { ...foreign(3), options: { failAboveKeys: 3 } }, 7001).status).toBe('pass');
  });
});
