/**
 * A replica further behind than this does not save. It is the backlog of output after which servers give a replica up,
 * in their default `client-output-buffer-limit` (64 MB for more than a minute).
 */
export const MOST_LAG_BYTES = 64 * 2 ** 20;

/** Nor one that has not acknowledged for longer: the servers' default of `min-replicas-max-lag`. */
export const MOST_LAG_SECONDS = 10;

/**
 * While the child writes, every page that the parent changes exists twice: at worst all of them. How many it will be is
 * read from the last save; where that was quiet, or there was none, at least this share of the process is expected.
 */
export const COPY_SHARE = 0.25;

/** What all members of a host hold together, with the pages that are copied, stays below this share of its memory. */
export const MEMORY_SHARE = 0.9;
