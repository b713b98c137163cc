import { describe, expect, test } from '@jest/globals';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/cluster-state-fail.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { verdict } from '../../../builders/verdict.ts';

const down: NodeChange = { clusterInfo: ok({ cluster_state: 'fail' }) };

describe('topology/cluster-state-fail', () => {
  test('passes while every node says ok', () => {
    expect(verdict(rule, { now: clusterFacts() })).toMatchObject({ status: 'pass', evidence: { membersRead: 6 } });
  });

  test('fails when a single node says otherwise, and names it', () => {
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7001: down } }) })).toMatchObject({
      status: 'fail',
      severity: 'critical',
      resource: { kind: 'cluster', id: 'test' },
      message: 'cluster_state is not ok on 1 of 6 nodes that answered, a minority',
      evidence: { down: [{ address: '127.0.0.1:7001', state: 'fail' }], majority: false },
    });
  });

  test('counts only nodes that answered', () => {
    const now = clusterFacts({ everyNode: down, nodes: { 7001: silent, 7004: silent } });
    expect(verdict(rule, { now })).toMatchObject({
      message: 'cluster_state is not ok on 4 of 4 nodes that answered, the majority',
      evidence: { majority: true },
    });
  });

  test('leaves silent nodes to the rule about them', () => {
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7001: silent } }) })).toMatchObject({ status: 'pass' });
  });

  test('is unknown when a node answered and did not tell its state', () => {
    const now = clusterFacts({ nodes: { 7003: { clusterInfo: failed('busy', 'BUSY') } } });
    expect(verdict(rule, { now })).toMatchObject({
      status: 'unknown',
      missing: [{ fact: 'cluster.info.cluster_state', reason: 'busy', node: '127.0.0.1:7003' }],
    });
  });

  test('is skipped without cluster mode', () => {
    expect(verdict(rule, { now: standaloneFacts() })).toMatchObject({
      status: 'skipped',
      message: 'does not apply in standalone mode',
    });
  });
});
