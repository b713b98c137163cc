import { setTimeout as delay } from 'node:timers/promises';
import { recordStore } from '../../adapters/stores/shared/records.ts';
import { silenceStore } from '../../adapters/stores/shared/silence-records.ts';
import type { AlertState } from '../../core/alert.ts';
import { StateConflictError, StoreError, UsageError } from '../../core/errors.ts';
import type { SilenceBook } from '../../core/silence.ts';
import { clusterIdPattern } from '../../core/storage-keys.ts';
import { openStore } from '../open-store.ts';

/** Which silences are meant. */
export interface SilencePlace {
  readonly store?: string;
  readonly cluster?: string;
}

/** The silences of one cluster, and its alerts. */
export interface OpenBook {
  readonly clusterId: string;
  /** @throws StoreError when they cannot be read or understood */
  read(): Promise<SilenceBook>;
  /**
   * Reads, changes and saves; again when somebody else saved in between.
   *
   * @throws StateConflictError when others keep saving
   */
  change(by: (book: SilenceBook) => SilenceBook): Promise<SilenceBook>;
  alerts(): Promise<AlertState>;
  /** Addresses at which audits have seen nodes. */
  addresses(): Promise<readonly string[]>;
}

/** What is wrong with the place, one sentence for each. */
export function placeProblems({ store, cluster }: SilencePlace): readonly string[] {
  const named = cluster !== undefined && clusterIdPattern.test(cluster);
  return [
    ...(store === undefined ? ['the store is missing: say with --store where audits are kept'] : []),
    ...(cluster === undefined
      ? ['the cluster is missing: say with --cluster which one, by the name that audits show']
      : []),
    ...(cluster !== undefined && !named ? [`--cluster ${cluster} is no id of a cluster`] : []),
  ];
}

/** @throws UsageError with all of the problems */
export function refuse(problems: readonly string[], hint: string): void {
  if (problems.length === 0) return;
  const [only] = problems;
  const message =
    problems.length === 1
      ? `${only}`
      : `${problems.length} problems:\n${problems.map((each) => `  ${each}`).join('\n')}`;
  throw new UsageError(message, hint);
}

/**
 * @throws UsageError for a cluster that nobody has audited into this store: a silence for a name that was typed wrong
 *   would silence nothing; and for a store that cannot be opened
 */
export async function openBook({ store = '', cluster: clusterId = '' }: SilencePlace): Promise<OpenBook> {
  const objects = await openStore(store);
  const records = recordStore(objects);
  const silences = silenceStore(objects);
  const { alerts, token } = await records.load(clusterId);
  if (token === null) {
    throw new UsageError(
      `no audit of cluster ${clusterId} is kept in ${store}`,
      'Audits show the name of their cluster in the first line; audit it once with --store, then silence it.',
    );
  }
  const load = async () => {
    const { problem, ...stored } = await silences.loadSilences(clusterId);
    if (problem !== undefined) throw new StoreError(problem, 'Until it is moved away nothing is silenced.');
    return stored;
  };
  return {
    clusterId,
    read: async () => (await load()).book,
    change: (by) =>
      withoutConflict(async () => {
        const { book, token: before } = await load();
        const changed = by(book);
        await silences.saveSilences(clusterId, changed, before);
        return changed;
      }),
    alerts: async () => alerts,
    addresses: async () => Object.values((await records.loadCursors(clusterId)).nodes).map(({ address }) => address),
  };
}

const MOST_ATTEMPTS = 8;

/** Milliseconds before the second attempt, longer before each further one; no two wait alike. */
const PAUSE_MS = 20;

async function withoutConflict<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StateConflictError) || attempt === MOST_ATTEMPTS) throw error;
      await delay(PAUSE_MS * attempt * (0.5 + Math.random()));
    }
  }
}
