import { describe, expect, test } from '@jest/globals';
import type { ClusterMember } from '../../../../lib/core/facts.ts';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/replica-misplaced.ts';
import { type ClusterChange, clusterFacts, nodeId } from '../../../builders/facts.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

/** 7004 stands otherwise in every view. */
const listed = (change: Partial<ClusterMember>, more: ClusterChange = {}) => ({
  now: clusterFacts({ ...more, member: (member, port) => (port === 7004 ? { ...member, ...change } : member) }),
});

describe('topology/replica-misplaced', () => {
  test('passes for one that follows its primary', () => {
    expect(verdict(rule, { now: clusterFacts() }, 7004)).toMatchObject({
      status: 'pass',
      evidence: { follows: '127.0.0.1:7001' },
    });
  });

  test.each([
    ['follows nobody that is known', listed({ primaryId: nodeId(9) }), 'its primary is unknown'],
    [
      'follows a replica',
      listed({ primaryId: nodeId(7005) }, { nodes: { 7004: { info: { master_port: 7005 } } } }),
      'its primary 127.0.0.1:7005 is a replica itself',
    ],
    ['claims slots', listed({ slots: [[1, 2]] }), 'it claims the slots 1-2'],
    [
      'has open slots',
      oneAudit(7004, { view: ok({ viewId: 'common', openSlots: [`5->-${nodeId(7002)}`] }) }),
      'it has open slots: 1',
    ],
    [
      'replicates another member',
      oneAudit(7004, { info: { master_port: 7002 } }),
      'it replicates 127.0.0.1:7002 instead of 127.0.0.1:7001',
    ],
    [
      'replicates another host',
      oneAudit(7004, { info: { master_host: '10.0.0.9' } }),
      'it replicates 10.0.0.9:7001 instead of 127.0.0.1:7001',
    ],
    [
      'is a primary by its own word',
      oneAudit(7004, { info: { role: 'master', master_host: undefined, master_port: undefined } }),
      'INFO says primary, CLUSTER NODES says replica',
    ],
  ])('fails for one that %s', (_, judged, message) => {
    expect(verdict(rule, judged, 7004)).toMatchObject({ status: 'fail', severity: 'warning', message });
  });

  test('passes where its primary has the same slots open, as Valkey tells its replicas', () => {
    const view = ok({ viewId: 'common', openSlots: [`5->-${nodeId(7002)}`] });
    const now = clusterFacts({ nodes: { 7001: { view }, 7004: { view } } });
    expect(verdict(rule, { now }, 7004).status).toBe('pass');
  });

  test('passes where replication uses another port than the one that is announced', () => {
    expect(verdict(rule, oneAudit(7004, { info: { master_port: 16_379 } }), 7004).status).toBe('pass');
  });

  test.each([
    ['passes for a primary', { now: clusterFacts() }, 7001, 'pass'],
    ['is unknown where INFO cannot be read', oneAudit(7004, { noInfo: failed('busy', '') }), 7004, 'unknown'],
    ['is skipped without cluster mode', { now: standaloneFacts() }, 7004, 'skipped'],
  ] as const)('%s', (_, judged, port, status) => {
    expect(verdict(rule, judged, port).status).toBe(status);
  });

  test('fires at the second audit: a failover takes a moment to reach everybody', () => {
    expect(rule.failureThreshold).toBe(2);
  });
});
