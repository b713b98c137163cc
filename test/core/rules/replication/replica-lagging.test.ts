import { describe, expect, test } from '@jest/globals';
import type { ReplicaLine } from '../../../../lib/core/facts.ts';
import { rule } from '../../../../lib/core/rules/replication/replica-lagging.ts';
import { clusterFacts, nodeId } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const MIB = 2 ** 20;

/** What 7001 says of its replica 7004. */
const seen = (change: Partial<ReplicaLine>) => {
  const line: ReplicaLine = { ip: '127.0.0.1', port: 7004, state: 'online', offset: 100 * MIB, lag: 0, ...change };
  return oneAudit(7001, { info: { master_repl_offset: 100 * MIB }, replicas: [line] });
};

describe('replication/replica-lagging', () => {
  test('passes while it keeps up', () => {
    expect(verdict(rule, { now: clusterFacts() }, 7004)).toMatchObject({
      status: 'pass',
      evidence: { behindBytes: 0, lagSeconds: 0 },
    });
  });

  test.each([
    ['20 MiB behind', seen({ offset: 80 * MIB }), 'pass'],
    ['30 MiB behind', seen({ offset: 70 * MIB }), '30 MiB behind its primary, above 20 MiB'],
    ['acknowledged 10 s ago', seen({ lag: 10 }), 'pass'],
    ['acknowledged 11 s ago', seen({ lag: 11 }), 'it last acknowledged 11 s ago, above 10 s'],
    [
      'heard nothing for 31 s',
      oneAudit(7004, { info: { master_last_io_seconds_ago: 31 } }),
      'nothing came from its primary for 31 s, above 30 s',
    ],
  ])('judges one that is %s', (_, judged, said) => {
    const { status, message } = verdict(rule, judged, 7004);
    expect(status === 'fail' ? message : status).toBe(said);
  });

  test.each([
    [{ failAboveMiB: 10 }, seen({ offset: 85 * MIB })],
    [{ failAboveSeconds: 3 }, seen({ lag: 4 })],
    [{ silentAboveSeconds: 5 }, oneAudit(7004, { info: { master_last_io_seconds_ago: 6 } })],
  ])('takes other limits: %j', (options, judged) => {
    expect(verdict(rule, { ...judged, options }, 7004).status).toBe('fail');
  });

  test('finds a lonely replica under an address of its own', () => {
    expect(verdict(rule, seen({ ip: '10.0.0.9', port: 6379, lag: 60 }), 7004).status).toBe('fail');
  });

  test('does not take another replica for it', () => {
    const line: ReplicaLine = { ip: '10.0.0.9', port: 6379, state: 'online', offset: 0, lag: 60 };
    const now = clusterFacts({
      member: (member, port) => (port === 7005 ? { ...member, primaryId: nodeId(7001) } : member),
      nodes: { 7001: { replicas: [line] } },
    });
    expect(verdict(rule, { now }, 7004).status).toBe('unknown');
  });

  test.each([
    ['its primary cannot be read', oneAudit(7001, silent)],
    ['its primary does not list it', oneAudit(7001, { replicas: [] })],
    ['its primary lists it as still syncing', seen({ state: 'wait_bgsave' })],
  ])('is unknown where %s', (_, judged) => {
    expect(verdict(rule, judged, 7004).status).toBe('unknown');
  });

  test.each([
    ['a primary', { now: clusterFacts() }, 7001],
    ['a replica whose link is down', oneAudit(7004, { info: { master_link_status: 'down' } }), 7004],
  ])('is skipped on %s', (_, judged, port) => {
    expect(verdict(rule, judged, port).status).toBe('skipped');
  });

  test('fires at the second audit', () => {
    expect(rule.failureThreshold).toBe(2);
  });
});
