import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Most bytes of a cache before what was not used for the longest time is deleted. */
const MOST_CACHE_BYTES = 2 ** 30;

/** Where what was fetched is kept, and how much of it. */
export interface CachePlace {
  /** A folder of this store alone; it is made when it is needed. */
  readonly folder: string;
  readonly mostBytes: number;
}

/**
 * The folder for one store, in the user's cache: `$XDG_CACHE_HOME/redis-cluster-auditor/history/…`, or below `~/.cache`.
 * As the specification has it, a path that is not absolute does not count.
 */
export function cachePlace(location: string, env: Readonly<Record<string, string | undefined>>): CachePlace {
  const { XDG_CACHE_HOME: chosen = '', HOME: home = homedir() } = env;
  const base = isAbsolute(chosen) ? chosen : join(home, '.cache');
  const store = createHash('sha256').update(location).digest('hex').slice(0, 16);
  return { folder: join(base, 'redis-cluster-auditor', 'history', store), mostBytes: MOST_CACHE_BYTES };
}
