import { describe, expect, test } from '@jest/globals';
import type { PayloadLog } from '../../../../lib/core/facts.ts';
import { failed, ok, unsupported } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/slowlog/large-payload.ts';
import type { NodeChange } from '../../../builders/facts.ts';
import { oneAudit, twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const MIB = 2 ** 20;
const empty: PayloadLog = { newestId: null, entries: [] };

const log = (...mib: readonly number[]): PayloadLog => ({
  newestId: mib.length - 1,
  entries: mib
    .map((size, id) => ({ id, bytes: size * MIB, shape: 'SET page:* …', client: '10.0.0.9:50002' }))
    .toReversed(),
});

const logs = (requests: PayloadLog, replies = empty, more: NodeChange = {}): NodeChange => ({
  commandlog: ok({ requests, replies }),
  ...more,
});

describe('slowlog/large-payload', () => {
  test.each([
    ['passes with empty logs', twoAudits(7001, logs(empty), logs(empty)), 'pass'],
    ['fails with a large request', twoAudits(7001, logs(empty), logs(log(1))), 'fail'],
    ['fails with a large reply', twoAudits(7001, logs(empty), logs(empty, log(1))), 'fail'],
    ['passes below the limit', twoAudits(7001, logs(empty), logs(log(0.9))), 'pass'],
    ['passes over entries of before', twoAudits(7001, logs(log(3)), logs(log(3))), 'pass'],
    ['fails with one more', twoAudits(7001, logs(log(3)), logs(log(3, 2))), 'fail'],
    [
      'counts all of a new process',
      twoAudits(7001, logs(log(3)), logs(log(3), empty, { info: { run_id: 'f'.repeat(40) } })),
      'fail',
    ],
    ['is unknown in the first audit', oneAudit(7001, logs(log(3))), 'unknown'],
    [
      'is skipped where there is no such log, in the first audit too',
      oneAudit(7001, { commandlog: unsupported('it came with Valkey 8.1') }),
      'skipped',
    ],
    [
      'is unknown where it is refused',
      twoAudits(7001, logs(empty), { commandlog: failed('no-permission', '') }),
      'unknown',
    ],
    ['is skipped where there is no such log', twoAudits(7001, logs(empty), { commandlog: unsupported('') }), 'skipped'],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 7001).status).toBe(status);
  });

  test('says how large, and which shapes', () => {
    expect(verdict(rule, twoAudits(7001, logs(log(3)), logs(log(3, 2), log(5))), 7001)).toMatchObject({
      severity: 'info',
      message: 'a reply of 5 MiB with SET page:* … (limit 1 MiB), 2 in all',
      evidence: {
        entries: [
          { what: 'reply', bytes: 5 * MIB, shape: 'SET page:* …' },
          { what: 'request', bytes: 2 * MIB },
        ],
      },
    });
  });

  test('leaves to the primary what a replica runs for it', () => {
    const log = { newestId: 0, entries: [{ id: 0, bytes: 2 * MIB, shape: 'SET page:* …', client: '127.0.0.1:7001' }] };
    expect(verdict(rule, twoAudits(7004, logs(empty), logs(log)), 7004).status).toBe('pass');
    expect(verdict(rule, twoAudits(7002, logs(empty), logs(log)), 7002).status).toBe('fail');
  });

  test('takes another limit', () => {
    const judged = twoAudits(7001, logs(empty), logs(log(3)));
    expect(verdict(rule, { ...judged, options: { failAtMiB: 4 } }, 7001).status).toBe('pass');
  });
});
