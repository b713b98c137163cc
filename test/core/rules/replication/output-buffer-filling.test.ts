import { describe, expect, test } from '@jest/globals';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/replication/output-buffer-filling.ts';
import type { NodeChange } from '../../../builders/facts.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const MIB = 2 ** 20;

/** So many MiB wait for a replica of 7001; the limit is 256 MiB, the backlog 64 MiB. */
const waiting = (mib: number, more: NodeChange = {}) =>
  oneAudit(7001, {
    replicaClients: ok([
      { from: '10.0.0.4:41022', outputBytes: 0 },
      { from: '10.0.0.5:41022', outputBytes: mib * MIB },
    ]),
    ...more,
  });

const limit = (hard: number) => ({ config: { 'client-output-buffer-limit': `slave ${hard * MIB} 0 60` } });

describe('replication/output-buffer-filling', () => {
  test.each([
    ['passes while little waits', waiting(153), 'pass'],
    ['fails above 60 % of the limit', waiting(154), 'fail'],
    ['passes without a replica', oneAudit(7001, { replicaClients: ok([]) }), 'pass'],
    ['takes a limit below the backlog for its size', waiting(38, limit(32)), 'pass'],
    ['fails above 60 % of that', waiting(39, limit(32)), 'fail'],
    ['takes it as it is before 7.0', waiting(20, { ...limit(32), info: { redis_version: '6.2.16' } }), 'fail'],
    ['is skipped where there is no limit', waiting(900, limit(0)), 'skipped'],
    ['is unknown where the list is refused', waiting(0, { replicaClients: failed('no-permission', '') }), 'unknown'],
    ['is unknown where settings cannot be read', waiting(0, { noConfig: failed('no-permission', '') }), 'unknown'],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 7001).status).toBe(status);
  });

  test('says for whom, and how much', () => {
    expect(verdict(rule, waiting(192), 7001)).toMatchObject({
      severity: 'warning',
      message: '192 MiB wait for the replica at 10.0.0.5:41022, 75 % of the limit of 256 MiB',
      evidence: { from: '10.0.0.5:41022', outputBytes: 192 * MIB, hardBytes: 256 * MIB, percent: 75 },
    });
  });

  test('takes another limit', () => {
    expect(verdict(rule, { ...waiting(192), options: { failAbovePercent: 80 } }, 7001).status).toBe('pass');
  });
});
