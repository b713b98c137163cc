import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/node-marked-failed.ts';
import { type ClusterChange, clusterFacts, members, type Port, portOf, ports } from '../../../builders/facts.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { judge, verdict } from '../../../builders/verdict.ts';

/** These nodes flag 7001 so. */
function flaggedBy(flag: string, ...by: Port[]): ClusterChange {
  const view = members().map((member) => (portOf(member.nodeId) === 7001 ? { ...member, flags: [flag] } : member));
  return { viewOf: Object.fromEntries(by.map((port) => [port, view])) };
}

const healthy = clusterFacts();
const unlisted = { nodeId: '10.9.9.9:7001', address: '10.9.9.9:7001', view: failed('timeout', 'no reply') };
const failedForAll = clusterFacts({ ...flaggedBy('fail', ...ports), at: 60 });
const suspectedByOne = clusterFacts(flaggedBy('fail?', 7003));
const stillSuspected = clusterFacts({ ...flaggedBy('fail?', 7002), at: 60 });

describe('topology/node-marked-failed', () => {
  test('passes where nobody suspects a node', () => {
    expect(verdict(rule, { now: failedForAll, before: [healthy] }, 7002)).toMatchObject({ status: 'pass' });
  });

  test('fails when most views mark it as failed, and says which slots that concerns', () => {
    expect(verdict(rule, { now: failedForAll, before: [healthy] }, 7001)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: 'marked as failed by the majority of 6 views read',
      evidence: { suspectedBy: 6, viewsRead: 6, slots: '0-5460' },
    });
  });

  test('fails on the majority at once, a first audit included', () => {
    expect(verdict(rule, { now: failedForAll }, 7001)).toMatchObject({ status: 'fail' });
  });

  test('lets a suspicion pass when it is seen for the first time', () => {
    expect(verdict(rule, { now: stillSuspected, before: [healthy] }, 7001)).toMatchObject({ status: 'pass' });
  });

  test('fails when any view suspects it in two audits running', () => {
    expect(verdict(rule, { now: stillSuspected, before: [suspectedByOne] }, 7001)).toMatchObject({
      status: 'fail',
      message: 'suspected in 1 of 6 views, and in the previous audit too',
    });
  });

  test('passes once nobody suspects it any more', () => {
    expect(verdict(rule, { now: clusterFacts({ at: 60 }), before: [suspectedByOne] }, 7001)).toMatchObject({
      status: 'pass',
    });
  });

  test('is unknown about a suspicion on a first audit', () => {
    expect(verdict(rule, { now: suspectedByOne }, 7001)).toMatchObject({ status: 'unknown' });
  });

  test('is unknown when no node told its view', () => {
    const now = clusterFacts({ everyNode: { view: failed('timeout', 'no reply') } });
    expect(verdict(rule, { now, before: [healthy] }, 7001)).toMatchObject({ status: 'unknown' });
  });

  test('is skipped for a seed that no node lists as a member', () => {
    const seeds = healthy.nodes.slice(0, 1).map((node) => ({ ...node, ...unlisted }));
    const findings = judge(rule, { now: { ...healthy, nodes: [...healthy.nodes, ...seeds] } });
    expect(findings.find((finding) => finding.resource.id === unlisted.nodeId)).toMatchObject({
      status: 'skipped',
      message: 'no node lists it as a member',
    });
  });

  test('is skipped without cluster mode', () => {
    expect(verdict(rule, { now: standaloneFacts() }, 7001)).toMatchObject({ status: 'skipped' });
  });
});
