import { describe, expect, test } from '@jest/globals';
import type { SlotCpu } from '../../../../lib/core/facts.ts';
import { failed, ok, unsupported } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/commands/hot-slot.ts';
import type { NodeChange } from '../../../builders/facts.ts';
import { oneAudit, twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const took = (cpu: readonly SlotCpu[] | null, more: NodeChange = {}): NodeChange => ({
  slotStats: ok({ keys: 0, keysInOwnSlots: 0, slots: 5461, cpu }),
  ...more,
});

/** Between two audits 300 s apart one slot took so many seconds. */
const busy = (seconds: number) =>
  twoAudits(
    7001,
    took([
      { slot: 7, usec: 9e6 },
      { slot: 8, usec: 1e6 },
    ]),
    took([
      { slot: 7, usec: 9e6 },
      { slot: 8, usec: (1 + seconds) * 1e6 },
    ]),
  );

describe('commands/hot-slot', () => {
  test.each([
    ['passes up to a fifth of the time', busy(60), 'pass'],
    ['fails above', busy(61), 'fail'],
    ['passes where no slot took any', twoAudits(7001, took([]), took([])), 'pass'],
    [
      'of a slot that was not kept takes what it took for sure',
      twoAudits(7001, took([{ slot: 7, usec: 5e6 }]), took([{ slot: 8, usec: 66e6 }])),
      'fail',
    ],
    ['and not more', twoAudits(7001, took([{ slot: 7, usec: 5e6 }]), took([{ slot: 8, usec: 65e6 }])), 'pass'],
    ['is skipped where nothing is counted', twoAudits(7001, took(null), took(null)), 'skipped'],
    [
      'is skipped where the server has no such command',
      twoAudits(7001, took([]), { slotStats: unsupported('') }),
      'skipped',
    ],
    ['is unknown in the first audit', oneAudit(7001, took([{ slot: 8, usec: 65e6 }])), 'unknown'],
    [
      'is unknown after a restart',
      twoAudits(7001, took([]), took([{ slot: 8, usec: 65e6 }], { info: { run_id: 'f'.repeat(40) } })),
      'unknown',
    ],
    [
      'is unknown where it is refused',
      twoAudits(7001, took([]), { slotStats: failed('no-permission', '') }),
      'unknown',
    ],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 0).status).toBe(status);
  });

  test('says which slot, and how much', () => {
    expect(verdict(rule, busy(75), 0)).toMatchObject({
      severity: 'info',
      message: 'slot 8 kept its primary busy for 25 % of the time (limit 20 %)',
      evidence: { slot: 8, cpuMs: 75_000, seconds: 300, percent: 25 },
    });
  });

  test('takes another limit', () => {
    expect(verdict(rule, { ...busy(75), options: { failAbovePercent: 30 } }, 0).status).toBe('pass');
  });
});
