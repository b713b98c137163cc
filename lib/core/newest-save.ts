/** What INFO says about the saves of one process; times in seconds. */
export interface SaveReading {
  /** `rdb_last_save_time`, Unix time. */
  readonly lastSaveTime: number;
  /** `rdb_saves`, from 7.0; it counts attempts. */
  readonly saves?: number | undefined;
  /** The server's clock at the reading, Unix time. */
  readonly now: number;
  readonly uptime: number;
}

/**
 * How much later than the start a save must be to be told from it: the uptime is in whole seconds and the two clocks
 * are read one after the other.
 */
const startMarginSeconds = 3;

/**
 * Seconds since the process last saved. Until it has saved, `rdb_last_save_time` holds the time of its start, so that
 * field alone makes every young process look freshly saved.
 *
 * @returns null when it has not saved since it was started
 */
export function secondsSinceSave({ lastSaveTime, saves = 0, now, uptime }: SaveReading): number | null {
  const startedAt = now - uptime;
  const hasSaved = saves > 0 || lastSaveTime > startedAt + startMarginSeconds;
  return hasSaved ? Math.max(0, now - lastSaveTime) : null;
}
