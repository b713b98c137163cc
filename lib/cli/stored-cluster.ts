import type { ObjectStore } from '../adapters/stores/shared/object-store.ts';
import { UsageError } from '../core/errors.ts';
import { clusterIdPattern, clustersAmong, stateKey } from '../core/storage-keys.ts';
import { list } from '../report/words.ts';

/** Of the clusters of a store the one that was named, or the only one that there is. @throws UsageError */
export async function clusterIn(objects: ObjectStore, named: string | undefined): Promise<string> {
  if (named !== undefined && !clusterIdPattern.test(named))
    throw new UsageError(`--cluster ${named} is no id of a cluster`, 'audits show the id in their first line');
  if (named !== undefined && (await objects.read(stateKey(named, 'alerts'))) !== null) return named;
  const there = await clustersIn(objects);
  const [only] = there;
  if (named === undefined && only !== undefined && there.length === 1) return only;
  const hint =
    only === undefined ? 'audits keep theirs with --store' : `there are ${list(there, Math.min(there.length, 10))}`;
  if (only === undefined || named !== undefined)
    throw new UsageError(
      `no audit${named === undefined ? '' : ` of cluster ${named}`} is kept in ${objects.location}`,
      hint,
    );
  throw new UsageError('say with --cluster which one is meant', hint);
}

async function clustersIn(objects: ObjectStore): Promise<readonly string[]> {
  const found = new Set<string>();
  for (let after = ''; ; ) {
    const keys = await objects.list('state/', after);
    for (const cluster of clustersAmong(keys)) found.add(cluster);
    const last = keys.at(-1);
    if (last === undefined) return [...found];
    after = last;
  }
}
