import { resolve } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { clusterIdPattern } from '../../core/storage-keys.ts';
import { cachePlace } from '../../history/cache-place.ts';
import { type History, openHistory } from '../../history/read-model.ts';
import type { HistorySource } from '../../history/source.ts';
import type { CliIo } from '../io.ts';
import { isBucket, openStoreToRead } from '../open-store.ts';

/** A time as it was typed: how long ago, in milliseconds, or when, ISO 8601. */
export type TypedTime = number | string;

/** What every question about the history says. */
export interface HistoryWords {
  readonly store: string;
  readonly cluster?: string;
  readonly since: TypedTime;
  readonly until?: TypedTime;
  readonly format: 'text' | 'json' | 'csv';
}

/** Opens what was asked for. @throws UsageError */
export async function openFor(words: Omit<HistoryWords, 'format'>, io: CliIo): Promise<History> {
  const { store, cluster } = words;
  if (cluster !== undefined && !clusterIdPattern.test(cluster))
    throw new UsageError(`--cluster ${cluster} is no id of a cluster`, 'audits show the id in their first line');
  const { from, to } = rangeOf(words, io);
  const source = await sourceFor(store);
  return openHistory({
    source,
    cache: cachePlace(source.root ?? source.objects.location, io.env),
    range: { from, to, ...(cluster === undefined ? {} : { cluster }) },
    now: io.now(),
    signal: io.signal,
  });
}

/** From when to when. @throws UsageError for one without a length */
export function rangeOf(
  { since, until = 0 }: Pick<HistoryWords, 'since' | 'until'>,
  io: Pick<CliIo, 'now'>,
): { readonly from: string; readonly to: string } {
  const [from, to] = [timeOf(since, io), timeOf(until, io)];
  if (from < to) return { from, to };
  throw new UsageError(`--since ${from} is not before --until ${to}`, 'name an earlier --since');
}

/** What `--store` names, to read from. @throws UsageError */
export async function sourceFor(store: string): Promise<HistorySource> {
  const objects = await openStoreToRead(store);
  return isBucket(store) ? { objects } : { objects, root: resolve(store) };
}

/** @returns ISO 8601 with milliseconds; what was due in this very moment is before now */
export function timeOf(time: TypedTime, io: Pick<CliIo, 'now'>): string {
  if (typeof time === 'string') return time;
  return new Date(io.now() - time + (time === 0 ? 1 : 0)).toISOString();
}
