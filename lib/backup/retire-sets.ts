import { type RetentionPolicy, type RetentionVerdict, retain } from '../core/backup/retention.ts';
import { setObjects, setPrefix } from '../core/backup/set-keys.ts';
import type { BackupStore } from '../ports.ts';
import { setsWithLeftovers } from './sets.ts';

/**
 * Deletes the sets of a cluster that the policy does not keep. The manifest goes first: what is interrupted leaves a set
 * that nobody takes for a whole one, and that goes the next time.
 *
 * @param now milliseconds since 1970
 */
export async function retireSets(
  store: BackupStore,
  clusterId: string,
  policy: RetentionPolicy,
  now: number,
): Promise<readonly RetentionVerdict[]> {
  const verdicts = retain(await setsWithLeftovers(store, clusterId), policy, now);
  for (const { set, verdict } of verdicts) {
    if (verdict === 'keep') continue;
    const prefix = setPrefix({ clusterId, set });
    await store.delete(`${prefix}${setObjects.manifest}`);
    await store.clear(prefix);
  }
  return verdicts;
}
