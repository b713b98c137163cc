import { type LocalCluster, startLocalCluster } from '../lib/demo/local-cluster.ts';
import type { BenchOptions } from './options.ts';

/** Starts a cluster of `size` nodes, half of them primaries, hands it over, and ends it afterwards. */
export async function withCluster<T>(
  size: number,
  { ports }: BenchOptions,
  work: (cluster: LocalCluster) => Promise<T>,
): Promise<T> {
  const cluster = await startLocalCluster({
    primaries: size / 2,
    replicasPerPrimary: 1,
    // With the shorter default of small clusters the gossip of many nodes keeps half a core busy.
    nodeTimeoutMs: 15_000,
    // A server that has to wait for a core would fill its own logs, and whoever reads them would be the slower.
    config: ['slowlog-log-slower-than 1000000', 'latency-monitor-threshold 5000'],
    ...(ports === undefined ? {} : { portRange: ports }),
  });
  try {
    return await work(cluster);
  } finally {
    await cluster.stop();
  }
}

export function addressesOf(cluster: LocalCluster): readonly string[] {
  return cluster.nodes.map((node) => node.address);
}
