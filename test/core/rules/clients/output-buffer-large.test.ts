import { describe, expect, test } from '@jest/globals';
import type { ClientBuffer } from '../../../../lib/core/facts.ts';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/clients/output-buffer-large.ts';
import type { NodeChange } from '../../../builders/facts.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const MIB = 2 ** 20;

/** So many MiB wait for one client, and normal clients together take so many. */
const waiting = (mib: number, total = mib, kind: ClientBuffer['kind'] = 'normal', more: NodeChange = {}) =>
  oneAudit(7001, {
    clientBuffers: ok([
      { from: '10.0.0.8:50001', kind: 'normal', outputBytes: 70_000 },
      { from: '10.0.0.9:50002', kind, outputBytes: mib * MIB },
    ]),
    info: { mem_clients_normal: total * MIB },
    ...more,
  });

describe('clients/output-buffer-large', () => {
  test.each([
    ['passes where nothing waits', oneAudit(7001, {}), 'pass'],
    ['passes up to 32 MiB for one', waiting(32), 'pass'],
    ['fails above', waiting(33), 'fail'],
    ['fails for a client that listens to channels, too', waiting(33, 1, 'pubsub'), 'fail'],
    ['passes up to 256 MiB for all', waiting(1, 256), 'pass'],
    ['fails above, whoever has it', waiting(1, 257), 'fail'],
    [
      'is unknown where the list is refused',
      waiting(1, 1, 'normal', { clientBuffers: failed('no-permission', '') }),
      'unknown',
    ],
    ['is unknown without INFO', waiting(1, 1, 'normal', { noInfo: failed('timeout', '') }), 'unknown'],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 7001).status).toBe(status);
  });

  test('says for whom, and how much', () => {
    expect(verdict(rule, waiting(48), 7001)).toMatchObject({
      severity: 'warning',
      message: '48 MiB wait for the normal client at 10.0.0.9:50002 (limit 32 MiB)',
      evidence: { from: '10.0.0.9:50002', kind: 'normal', outputBytes: 48 * MIB, normalBytes: 48 * MIB },
    });
    expect(verdict(rule, waiting(1, 300), 7001).message).toBe('normal clients take 300 MiB (limit 256 MiB)');
  });

  test('takes other limits', () => {
    const options = { failAboveMiB: 64, failAboveTotalMiB: 512 };
    expect(verdict(rule, { ...waiting(48, 300), options }, 7001).status).toBe('pass');
  });
});
