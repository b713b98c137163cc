import { type ListedLook, listedLook } from './look-digest.ts';
import { placeOf, setObjects } from './set-keys.ts';

/** One set of which the keys are known, and nothing else yet. */
export interface ListedSet {
  readonly set: string;
  /** Names of its objects. */
  readonly files: readonly string[];
  /** The newest look of each kind. */
  readonly verified: ListedLook | null;
  readonly drilled: ListedLook | null;
}

/** The sets of one cluster by a whole listing of their keys. */
export interface ListedSets {
  /** With a manifest, newest first. */
  readonly made: readonly ListedSet[];
  /** Sets without a manifest. */
  readonly unfinished: number;
  /** Name of the newest of them; null when there is none. */
  readonly newestUnfinished: string | null;
}

/** @param keys in the order of their bytes; what is no object of a set is passed over */
export function listSetsIn(keys: readonly string[]): ListedSets {
  const files = new Map<string, string[]>();
  for (const key of keys) {
    const { place, file } = placeOf(key) ?? {};
    if (place === undefined || file === undefined) continue;
    const known = files.get(place.set);
    if (known === undefined) files.set(place.set, [file]);
    else known.push(file);
  }
  const sets = [...files].map(([set, names]) => listedSet(set, names)).sort((a, b) => (a.set < b.set ? 1 : -1));
  const made = sets.filter(({ files: names }) => names.includes(setObjects.manifest));
  const newestUnfinished = sets.find((set) => !made.includes(set))?.set ?? null;
  return { made, unfinished: sets.length - made.length, newestUnfinished };
}

function listedSet(set: string, files: readonly string[]): ListedSet {
  const looks = files.flatMap((file) => listedLook(file) ?? []);
  const newest = (kind: ListedLook['kind']): ListedLook | null => looks.findLast((look) => look.kind === kind) ?? null;
  return { set, files, verified: newest('verified'), drilled: newest('drilled') };
}

/** Whether the newest looks at a set say something bad: they are opened, however old the set is. */
export function isDoubtful({ verified, drilled }: ListedSet): boolean {
  return verified?.outcome === 'damaged' || drilled?.outcome === 'failed';
}

/** The newest drill of all sets, and the newest one that restored a whole cluster. */
export function newestDrills(sets: readonly ListedSet[]) {
  const drills = sets
    .flatMap(({ set, files }) => files.flatMap((file) => listedLook(file) ?? []).map((look) => ({ set, ...look })))
    .filter(({ kind }) => kind === 'drilled')
    .sort((a, b) => (a.at < b.at ? 1 : -1));
  const [newest] = drills;
  return {
    lastDrill: drills.find(({ outcome }) => outcome === 'ok')?.at ?? null,
    newestDrill: newest === undefined ? null : { set: newest.set, at: newest.at, outcome: newest.outcome },
  };
}
