import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/persistence/forks-overlap-on-host.ts';
import { type ClusterChange, clusterFacts } from '../../../builders/facts.ts';
import { onHosts } from '../../../builders/hosts.ts';
import { verdict } from '../../../builders/verdict.ts';

const saves = { info: { rdb_bgsave_in_progress: 1 } };
const rewrites = { info: { aof_rewrite_in_progress: 1 } };

/** 7001 and 7004 share a host, 7002 and 7005 another one. */
const shared = (nodes: ClusterChange['nodes']) =>
  onHosts(clusterFacts(nodes === undefined ? {} : { nodes }), {
    7001: '10.0.0.1',
    7004: '10.0.0.1',
    7002: '10.0.0.2',
    7005: '10.0.0.2',
    7003: '10.0.0.3',
    7006: '10.0.0.4',
  });

describe('persistence/forks-overlap-on-host', () => {
  test.each([
    ['passes when nothing runs', {}, 'pass'],
    ['passes when two run on two hosts', { 7001: saves, 7002: rewrites }, 'pass'],
    ['fails when a save and a rewrite run on one', { 7001: saves, 7004: rewrites }, 'fail'],
    ['is unknown where a node cannot be read', { 7003: { noInfo: failed('busy', 'BUSY') } }, 'unknown'],
  ])('%s', (_, nodes, status) => {
    expect(verdict(rule, { now: shared(nodes) }).status).toBe(status);
  });

  test('names the host and the nodes', () => {
    expect(verdict(rule, { now: shared({ 7002: saves, 7005: saves }) })).toMatchObject({
      severity: 'warning',
      message: 'saves or rewrites run at the same time: 2 on 10.0.0.2',
      evidence: { overlapping: [{ host: '10.0.0.2', nodes: ['10.0.0.2:7002', '10.0.0.2:7005'] }] },
    });
  });

  test('fires at the second audit: one overlap may be chance', () => {
    expect(rule.failureThreshold).toBe(2);
  });

  test('is skipped where all nodes share one machine', () => {
    expect(verdict(rule, { now: clusterFacts({ everyNode: saves }) }).status).toBe('skipped');
  });
});
