import { afterAll, beforeAll } from '@jest/globals';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import type { LocalClusterOptions } from '../../lib/demo/options.ts';
import { startTestCluster } from './start-test-cluster.ts';

export { waitUntil } from '../../lib/demo/wait-until.ts';
export { startTestCluster };

/** For tests and hooks that start a cluster or wait for a failover: 3 s are usual, the rest is for a loaded machine. */
export const clusterTestTimeoutMs = 180_000;

/** Starts a cluster for one test and stops it afterwards, whatever happens in between. */
export async function withCluster<T>(
  options: LocalClusterOptions,
  test: (cluster: LocalCluster) => Promise<T>,
): Promise<T> {
  const cluster = await startTestCluster(options);
  try {
    return await test(cluster);
  } finally {
    await cluster.stop();
  }
}

/** One cluster for all tests of the surrounding `describe`. @returns a function, as the cluster starts later */
export function useCluster(options: LocalClusterOptions = {}): () => LocalCluster {
  let cluster: LocalCluster | undefined;
  beforeAll(async () => {
    cluster = await startTestCluster(options);
  }, clusterTestTimeoutMs);
  afterAll(async () => cluster?.stop());
  return () => {
    if (cluster === undefined) throw new Error('the cluster starts before the first test, not before');
    return cluster;
  };
}

/** The node at an index, for tests that know it is there. */
export function nodeAt(nodes: readonly LocalNode[], index: number): LocalNode {
  const node = nodes[index];
  if (node === undefined) throw new Error(`no node ${index}`);
  return node;
}
