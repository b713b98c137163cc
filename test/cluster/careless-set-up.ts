import { expect } from '@jest/globals';
import { plantCarelessSetup } from '../../lib/demo/faults.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { infoField, nodeAt, on, type Scenario, slowHoweverLong } from './scenario.ts';

let told: string[];
let psyncsBefore: number;

/** How often a replica has asked the second primary for its stream. */
async function psyncs(cluster: LocalCluster): Promise<number> {
  return Number(/calls=(\d+)/.exec((await infoField(nodeAt(cluster.nodes, 1), 'cmdstat_psync')) ?? '')?.[1]);
}

/** What `redis-auditor demo` shows. */
export const carelessSetup: Scenario = {
  name: 'all faults of a careless set-up together',
  audit: { options: slowHoweverLong },
  deed: async (cluster) => {
    told = [];
    psyncsBefore = await psyncs(cluster);
    await plantCarelessSetup(cluster, { progress: (what) => told.push(what) });
  },
  want: [
    ...on('persistence/primary-restarts-empty', 0),
    ...on('aof/not-enabled', 0),
    ...on('aof/fsync-not-as-declared', 1, 2, 3, 5),
    ...on('rdb/save-points-on-primary', 1),
    ...on('latency/monitor-off', 0, 1, 2, 3, 5),
    ...on('slowlog/slow-command', 2),
    ...on('commands/topology-storm', 0),
    ...on('topology/node-restarted', 4),
    'config/differs-between-nodes',
  ],
  info: ['config/change-not-saved'],
  also: async (result, cluster) => {
    expect(told).toHaveLength(6);
    const scripts = result.slowCommands.filter(({ command }) => command === 'eval');
    expect(scripts).toMatchObject([{ count: 3, nodes: [nodeAt(cluster.nodes, 2).address] }]);
    expect(await psyncs(cluster)).toBeGreaterThan(psyncsBefore);
  },
};
