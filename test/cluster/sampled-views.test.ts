import { describe, expect, test } from '@jest/globals';
import type { AuditResult } from '../../lib/core/result.ts';
import { auditor, auditUnnoted } from '../harness/audits.ts';
import { clusterTestTimeoutMs, nodeAt, waitUntil, withCluster } from '../harness/cluster.ts';
import { untilMarkedFailed } from './scenario.ts';

/** As in a cluster of hundreds: the seed and two more are asked for their views, and the others only for what they count. */
const options = {
  'topology/views-disagree': { fullViewsUpTo: 2, sampledViews: 2 },
  'topology/node-unreachable': { timeoutMs: 6000 },
};

/** Fingerprints of what is open about a node. */
function alertsAbout(nodeId: string, { alerts, findings }: AuditResult): readonly string[] {
  const about = new Set(findings.filter(({ resource }) => resource.id === nodeId).map((each) => each.fingerprint));
  return alerts
    .filter(({ fingerprint, state }) => about.has(fingerprint) && state !== 'resolved')
    .map((each) => each.fingerprint);
}

function stateOf(wanted: string, { alerts }: AuditResult): string {
  return alerts.find(({ fingerprint }) => fingerprint === wanted)?.state ?? 'not there';
}

describe('a cluster of which only a sample is asked for its views', () => {
  test(
    'has no alerts any more about a node that has left it',
    () =>
      withCluster({ primaries: 7 }, async (cluster) => {
        const session = auditor(cluster, { options });
        await auditUnnoted(session);
        const gone = nodeAt(cluster.nodes, 9);
        await gone.kill();
        await untilMarkedFailed(cluster, gone);
        const dead = await auditUnnoted(session);
        const told = alertsAbout(gone.nodeId, dead);
        expect(told.length).toBeGreaterThan(0);
        const others = cluster.nodes.filter((node) => node !== gone);
        const knowIt = async (): Promise<boolean> => {
          const views = await Promise.all(others.map((node) => node.send('CLUSTER', 'NODES')));
          return views.some((view) => String(view).includes(gone.nodeId));
        };
        for (const node of others) await node.send('CLUSTER', 'FORGET', gone.nodeId).catch(() => undefined);
        await waitUntil(async () => !(await knowIt()), { timeoutMs: 60_000, what: 'all to have forgotten it' });
        const after = await auditUnnoted(session);
        expect(after.nodes.filter(({ facts }) => facts['nodes'] === 'ok').length).toBeLessThan(others.length);
        expect(told.map((fingerprint) => stateOf(fingerprint, after))).toEqual(told.map(() => 'resolved'));
      }),
    clusterTestTimeoutMs,
  );
});
