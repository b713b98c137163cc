import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/replication/backlog-too-short.ts';
import { rule as loop } from '../../../../lib/core/rules/replication/full-resync-loop.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { oneAudit, twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const MIB = 2 ** 20;

/** A backlog of 64 MiB, and so much written in so many seconds. */
const wrote = (mib: number, seconds: number, more: NodeChange = {}) =>
  twoAudits(
    7001,
    { info: { master_repl_offset: 0 } },
    { ...more, info: { master_repl_offset: mib * MIB, ...more.info } },
    seconds,
  );

describe('replication/backlog-too-short', () => {
  test.each([
    ['passes where nothing is written', wrote(0, 300), 'pass'],
    ['passes when it holds 60 s', wrote(320, 300), 'pass'],
    ['fails when it holds less', wrote(330, 300), 'fail'],
    ['passes for a burst that it held whole', wrote(64, 10), 'pass'],
    ['fails for a burst that it did not hold', wrote(70, 10), 'fail'],
    ['fails when there is none', oneAudit(7001, { info: { repl_backlog_active: 0 } }), 'fail'],
    ['is unknown at the first audit', oneAudit(7001, {}), 'unknown'],
    ['is unknown after a restart', wrote(330, 300, { info: { run_id: 'another' } }), 'unknown'],
    ['is skipped without a replica', oneAudit(7001, { replicas: [], info: { repl_backlog_active: 0 } }), 'skipped'],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 7001).status).toBe(status);
  });

  test('says how long it would last', () => {
    expect(verdict(rule, wrote(640, 300), 7001)).toMatchObject({
      severity: 'warning',
      message: 'a backlog of 64 MiB holds 30 s of what is written, below 60 s',
      evidence: { backlogBytes: 64 * MIB, holdsSeconds: 30 },
    });
  });

  test('takes another limit', () => {
    expect(verdict(rule, { ...wrote(640, 300), options: { failBelowSeconds: 30 } }, 7001).status).toBe('pass');
  });

  test('is skipped on a replica, and kept silent by a loop of full resyncs', () => {
    expect(verdict(rule, { now: clusterFacts() }, 7004).status).toBe('skipped');
    expect(loop.mutes).toContain(rule.id);
  });
});
