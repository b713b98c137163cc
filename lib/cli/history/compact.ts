import { measureText } from '../../adapters/stores/shared/json-objects.ts';
import { DAY_MS } from '../../core/time-span.ts';
import { count } from '../../report/words.ts';
import { rollUp } from '../../roll-up.ts';
import type { CliIo } from '../io.ts';
import { openStoreToRead } from '../open-store.ts';
import { clusterIn } from '../stored-cluster.ts';

/** `history compact` as it was asked for. */
export interface CompactOptions {
  readonly store: string;
  readonly cluster?: string;
  /** How far to look back, milliseconds. */
  readonly since: number;
}

/**
 * Joins the small objects of finished days, as the function of a deployed environment does every day.
 *
 * @throws UsageError, StoreError
 */
export async function compactHistory({ store, cluster, since }: CompactOptions, io: CliIo): Promise<void> {
  const objects = await openStoreToRead(store);
  const clusterId = await clusterIn(objects, cluster);
  const input = { clusterId, now: new Date(io.now()).toISOString(), lookBackDays: Math.ceil(since / DAY_MS) };
  const days = await rollUp(input, { objects, measureText });
  const joined = days.filter((day) => day.joined > 0);
  for (const { kind, day, left } of days.filter((each) => each.left > 0))
    io.stderr(`redis-auditor: left as they are: ${count(left, 'object')} of ${kind} of ${day}, late or damaged\n`);
  const objectsJoined = joined.reduce((sum, day) => sum + day.joined, 0);
  io.stdout(
    joined.length === 0
      ? `Nothing to join in ${store}: a day is joined when it has ended for a day.\n`
      : `Joined ${count(objectsJoined, 'object')} of ${clusterId} into ${joined.length}.\n`,
  );
}
