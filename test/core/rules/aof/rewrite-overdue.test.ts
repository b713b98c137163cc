import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/aof/rewrite-overdue.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const MIB = 2 ** 20;

const sizes = (current: number, base: number, running = 0) => ({
  info: { aof_current_size: current * MIB, aof_base_size: base * MIB, aof_rewrite_in_progress: running },
});

describe('aof/rewrite-overdue', () => {
  test.each([
    ['passes below the size at which a rewrite is due', sizes(150, 100), 'pass'],
    ['passes up to half as much again', sizes(300, 100), 'pass'],
    ['fails above that', sizes(301, 100), 'fail'],
    ['passes while a rewrite runs', sizes(301, 100, 1), 'pass'],
    ['passes for a small file, however much it grew', sizes(60, 1), 'pass'],
    ['fails for a file that was small once and is well above the least size', sizes(97, 1), 'fail'],
  ])('%s', (_, change, status) => {
    expect(verdict(rule, oneAudit(7001, change), 7001).status).toBe(status);
  });

  test('says how large it is and at what size a rewrite is due', () => {
    expect(verdict(rule, oneAudit(7001, sizes(400, 100)), 7001)).toMatchObject({
      message:
        'the append-only file has 400 MiB, above 1.5 times the 200 MiB at which a rewrite is due, and no rewrite runs',
      evidence: { currentBytes: 400 * MIB, dueAtBytes: 200 * MIB, percentage: 100 },
    });
  });

  test('allows as much as it is told to', () => {
    const judged = oneAudit(7001, sizes(301, 100));
    expect(verdict(rule, { ...judged, options: { tolerance: 2 } }, 7001).status).toBe('pass');
  });

  test.each([
    ['the AOF is off', { info: { aof_enabled: 0, aof_current_size: undefined, aof_base_size: undefined } }],
    ['rewrites are off', { ...sizes(400, 100), config: { 'auto-aof-rewrite-percentage': '0' } }],
  ])('is skipped where %s', (_, change) => {
    expect(verdict(rule, oneAudit(7001, change), 7001).status).toBe('skipped');
  });

  test('is unknown where the settings cannot be read', () => {
    const change = { noConfig: failed('no-permission', 'NOPERM') };
    expect(verdict(rule, oneAudit(7001, change), 7001).status).toBe('unknown');
  });
});
