import { DAY_MS } from '../time-span.ts';
import { type BackupSet, newestFirst } from './backup-set.ts';
import { begunAt, setName } from './set-keys.ts';

/** What is kept. What either of them keeps stays; without any of them everything does. */
export interface RetentionPolicy {
  /** So many of the newest complete sets. */
  readonly count: number | null;
  /** Sets that were begun within so many days. */
  readonly days: number | null;
}

/** What becomes of one set, and why. */
export interface RetentionVerdict {
  readonly set: string;
  readonly verdict: 'keep' | 'delete';
  /** A clause for people. */
  readonly reason: string;
}

/** No copy takes longer: what was begun before that and has no manifest was interrupted. */
const RUNNING_MS = DAY_MS;

/**
 * Decides about the sets of one cluster. The newest complete set stays whatever the policy says, and so does everything
 * that is newer than it: it may be all there is. What cannot be understood is left to people.
 *
 * @param now milliseconds since 1970
 * @returns newest first
 */
export function retain(sets: readonly BackupSet[], policy: RetentionPolicy, now: number): readonly RetentionVerdict[] {
  const ordered = [...sets].sort(newestFirst);
  const complete = ordered.filter(isReliable).map(({ set }) => set);
  return ordered.map((each) => {
    const kept = whyKept(each, complete, policy, now);
    const { set } = each;
    return kept === undefined
      ? { set, verdict: 'delete', reason: whyDeleted(each) }
      : { set, verdict: 'keep', reason: kept };
  });
}

/** A set that turned out to be damaged since is no reason to delete another one. */
function isReliable({ state, verified }: BackupSet): boolean {
  return state === 'complete' && verified?.outcome !== 'damaged';
}

/** What would become of the sets that are there if a complete one came now. */
export function plannedRetention(
  sets: readonly BackupSet[],
  clusterId: string,
  policy: RetentionPolicy,
  now: number,
): readonly RetentionVerdict[] {
  const set = setName(new Date(now).toISOString());
  const coming: BackupSet = {
    clusterId,
    set,
    state: 'complete',
    problems: [],
    manifest: null,
    verified: null,
    drilled: null,
  };
  return retain([coming, ...sets], policy, now).filter((verdict) => verdict.set !== set);
}

function whyKept(
  { set, state }: BackupSet,
  complete: readonly string[],
  { count, days }: RetentionPolicy,
  now: number,
): string | undefined {
  const [newest] = complete;
  const ageMs = now - begunAt(set);
  if (count === null && days === null) return 'nothing is deleted without --keep or --keep-days';
  if (set === newest) return 'the newest complete set';
  if (newest === undefined || set > newest) return 'no newer set is complete';
  if (state === 'unreadable') return 'it cannot be understood: look at it, and delete it by hand';
  if (state === 'unfinished' && ageMs < RUNNING_MS) return 'its run may still go on';
  if (state === 'unfinished') return undefined;
  if (days !== null && ageMs <= days * DAY_MS) return `begun within ${days} days`;
  const place = complete.indexOf(set);
  return count !== null && place >= 0 && place < count ? `among the newest ${count}` : undefined;
}

function whyDeleted({ state, verified }: BackupSet): string {
  if (state === 'unfinished') return 'its run was interrupted';
  if (verified?.outcome === 'damaged') return 'it is damaged, and newer ones are not';
  return state === 'incomplete' ? 'it is not complete, and newer ones are' : 'newer ones are kept';
}
