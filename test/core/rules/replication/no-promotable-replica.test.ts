import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/replication/no-promotable-replica.ts';
import { type ClusterChange, clusterFacts, type NodeChange, nodeId } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { verdict } from '../../../builders/verdict.ts';

const forbidden: ClusterChange['member'] = (member, port) =>
  port === 7004 ? { ...member, flags: ['nofailover'] } : member;

/** Cut off for so long; the limit is 5 s × 10 + 10 s. */
const cutOff = (seconds: number, more: NodeChange = {}): ClusterChange => ({
  nodes: {
    7004: { ...more, info: { master_link_status: 'down', master_link_down_since_seconds: seconds, ...more.info } },
  },
});

const withSecond = (change: ClusterChange): ClusterChange => ({
  ...change,
  member: (member, port) => {
    const line = change.member === undefined ? member : change.member(member, port);
    return line !== null && port === 7005 ? { ...line, primaryId: nodeId(7001) } : line;
  },
});

describe('replication/no-promotable-replica', () => {
  test.each([
    ['passes where one follows', {}, 'pass'],
    ['fails where the only one may not take over', { member: forbidden }, 'fail'],
    ['passes where another one may', withSecond({ member: forbidden }), 'pass'],
    ['passes for one that is cut off for a while', cutOff(60), 'pass'],
    ['fails for one that is cut off for too long', cutOff(61), 'fail'],
    ['passes where another one is not', withSecond(cutOff(61)), 'pass'],
    [
      'passes however long, when the factor is 0',
      cutOff(9000, { config: { 'cluster-replica-validity-factor': '0' } }),
      'pass',
    ],
    ['counts the age of a process whose link was never up', cutOff(-1), 'fail'],
    [
      'passes for a priority of 0: a cluster does not look at it',
      { nodes: { 7004: { info: { slave_priority: 0 } } } },
      'pass',
    ],
    ['is unknown where the replica cannot be read', { nodes: { 7004: { noInfo: failed('busy', 'BUSY') } } }, 'unknown'],
    ['is unknown where its limits cannot be read', cutOff(61, { noConfig: failed('no-permission', '') }), 'unknown'],
  ] as const)('%s', (_, change: ClusterChange, status) => {
    expect(verdict(rule, { now: clusterFacts(change) }, 0).status).toBe(status);
  });

  test.each([
    [{ member: forbidden }, '127.0.0.1:7004 may not (nofailover)'],
    [cutOff(66), '127.0.0.1:7004 is cut off for 66 s, above 60 s'],
    [cutOff(-1), '127.0.0.1:7004 has had no link to its primary yet'],
  ])('says why', (change, why) => {
    expect(verdict(rule, { now: clusterFacts(change) }, 0)).toMatchObject({
      severity: 'critical',
      message: `none of its replicas could take over: ${why}`,
    });
  });

  test('leaves a shard without a healthy replica to the rule about that', () => {
    const none = clusterFacts({ member: (member, port) => (port === 7004 ? null : member) });
    const dead = clusterFacts({
      member: (member, port) => (port === 7004 ? { ...member, flags: ['fail'] } : member),
      nodes: { 7004: silent },
    });
    for (const now of [none, dead]) expect(verdict(rule, { now }, 0).status).toBe('skipped');
  });

  test.each([
    [100, 'pass'],
    [0, 'fail'],
  ])('goes by the priority without cluster mode: %s', (priority, status) => {
    const now = standaloneFacts({ nodes: { 7004: { info: { slave_priority: priority } } } });
    expect(verdict(rule, { now }, 0).status).toBe(status);
  });
});
