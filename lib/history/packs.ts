import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { CachePlace } from './cache-place.ts';
import { packOf } from './day-files.ts';
import type { DayTools } from './objects.ts';
import { findPack, type Pack } from './pack.ts';
import type { DayObjects } from './source.ts';

/** Fewer objects are read before a second thread has begun. */
const WORTH_A_THREAD = 3000;

/** What a second thread reads: files, as it cannot be handed a connection. */
export interface PackWork {
  readonly root: string;
  readonly cache: CachePlace;
  readonly days: readonly DayObjects[];
}

/**
 * The packs of days, in their order. Of a directory of which much has not been read yet a second thread takes the later
 * half: unpacking and looking through keeps one processor busy.
 *
 * @throws StoreError
 */
export async function packsOf(
  days: readonly DayObjects[],
  tools: DayTools,
  signal?: AbortSignal,
): Promise<readonly Pack[]> {
  const known = new Map<DayObjects, Pack>();
  for (const day of days) {
    const pack = await findPack(tools.cache, day);
    if (pack !== undefined) known.set(day, pack);
  }
  const unread = days.filter((day) => !known.has(day));
  const later = tools.source.root === undefined ? [] : laterHalf(unread);
  const thread =
    later.length === 0 ? undefined : startThread({ root: tools.source.root ?? '', cache: tools.cache, days: later });
  try {
    for (const day of unread.slice(0, unread.length - later.length)) {
      signal?.throwIfAborted();
      known.set(day, await packOf(day, tools));
    }
    for (const [index, pack] of ((await thread?.packs) ?? []).entries()) {
      const day = later[index];
      if (day !== undefined) known.set(day, pack);
    }
  } finally {
    thread?.close();
  }
  const packs: Pack[] = [];
  // What the thread did not come to, whatever ended it, is read here.
  for (const day of days) packs.push(known.get(day) ?? (await packOf(day, tools)));
  return packs;
}

/** By how many objects there are; none where it is not worth it. */
function laterHalf(days: readonly DayObjects[]): readonly DayObjects[] {
  const objects = days.reduce((sum, day) => sum + weightOf(day), 0);
  if (objects < WORTH_A_THREAD) return [];
  let before = 0;
  return days.filter((day) => {
    before += weightOf(day);
    return before > objects / 2;
  });
}

/** A joined object takes as long as about so many small ones. */
const JOINED = 150;

/** Facts of an audit say much more than its findings that are kept. */
const FACTS = 10;

function weightOf({ kind, runs, joined }: DayObjects): number {
  return (kind === 'facts' ? FACTS : 1) * (runs.length + (joined === undefined ? 0 : JOINED));
}

/** Megabytes: what it reads is unpacked object by object, and what it keeps is a day. */
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };

/** @returns no packs where it came to no end: they are made here then */
function startThread(work: PackWork) {
  const worker = new Worker(new URL('./pack-thread.ts', import.meta.url), { workerData: work, resourceLimits: LIMITS });
  const message = once(worker, 'message').then(
    ([made]) => made as readonly Pack[],
    () => [],
  );
  const ended = once(worker, 'exit').then(
    () => [],
    () => [],
  );
  return { packs: Promise.race([message, ended]), close: () => void worker.terminate() };
}
