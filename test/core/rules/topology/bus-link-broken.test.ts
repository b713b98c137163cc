import { describe, expect, test } from '@jest/globals';
import type { ClusterMember } from '../../../../lib/core/facts.ts';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/bus-link-broken.ts';
import { type ClusterChange, clusterFacts, members, portOf } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { oneAudit, twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

/** 7001 has no link to 7002. */
const unlinked = (change: Partial<ClusterMember> = {}, nodes: ClusterChange['nodes'] = {}) =>
  clusterFacts({
    nodes,
    viewOf: {
      7001: members().map((each) =>
        portOf(each.nodeId) === 7002 ? { ...each, linkConnected: false, ...change } : each,
      ),
    },
  });

const closed = (count: string | undefined) => ({
  clusterInfo: ok({
    cluster_state: 'ok',
    ...(count === undefined ? {} : { total_cluster_links_buffer_limit_exceeded: count }),
  }),
});

describe('topology/bus-link-broken', () => {
  test('passes where all links are there', () => {
    expect(verdict(rule, { now: clusterFacts() }, 7001).status).toBe('pass');
  });

  test('fails where one to a peer that answers is not, on the node that misses it', () => {
    expect(verdict(rule, { now: unlinked() }, 7001)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: 'no link to 127.0.0.1:7002, which answer the auditor',
      evidence: { broken: ['127.0.0.1:7002'] },
    });
    expect(verdict(rule, { now: unlinked() }, 7002).status).toBe('pass');
  });

  test.each([
    ['does not answer', unlinked({}, { 7002: silent })],
    ['is marked as failed', unlinked({ flags: ['fail'] })],
    ['is only being met', unlinked({ flags: ['handshake'] })],
  ])('passes where the peer %s', (_, now) => {
    expect(verdict(rule, { now }, 7001).status).toBe('pass');
  });

  test.each([
    ['fails when links were closed for their buffers', twoAudits(7001, closed('2'), closed('3')), 'fail'],
    ['passes when none was since the last audit', twoAudits(7001, closed('3'), closed('3')), 'pass'],
    ['passes at the first audit, however many were', oneAudit(7001, closed('3')), 'pass'],
    ['passes where the version does not count them', twoAudits(7001, closed(undefined), closed(undefined)), 'pass'],
    ['fails when they hold much', oneAudit(7001, { info: { mem_cluster_links: 300 * 2 ** 20 } }), 'fail'],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 7001).status).toBe(status);
  });

  test('takes another limit', () => {
    const judged = oneAudit(7001, { info: { mem_cluster_links: 30 * 2 ** 20 } });
    expect(verdict(rule, { ...judged, options: { failAboveMiB: 20 } }, 7001)).toMatchObject({
      message: 'its links hold 30 MiB, above 20 MiB',
    });
  });

  test('is unknown where the node tells no view, and skipped without cluster mode', () => {
    expect(verdict(rule, oneAudit(7001, { view: failed('timeout', 'silence') }), 7001).status).toBe('unknown');
    expect(verdict(rule, { now: standaloneFacts() }, 7001).status).toBe('skipped');
  });

  test('fires at the second audit', () => {
    expect(rule.failureThreshold).toBe(2);
  });
});
