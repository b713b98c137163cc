import type { FactValue } from './fact-names.ts';

/** What one audit knows of a replica's link to its primary. */
export interface LinkReading {
  readonly runId?: string | undefined;
  readonly uptimeSeconds?: number | undefined;
  /** `master_link_status`; a primary has none. */
  readonly status?: string | undefined;
}

/** For how long a replica has had no link to its primary. */
export interface WithoutLink {
  readonly seconds: number;
  /** It may be less: the server does not tell. */
  readonly atMost: boolean;
  /** At the last audit the same process had a link, or was a primary itself: this is the first sight of it. */
  readonly isNew: boolean;
}

type LinkFact = 'info.server.run_id' | 'info.server.uptime_in_seconds' | 'info.replication.master_link_status';

/** The link as the last audit read it. */
export function linkBefore(
  maybePrevious: <K extends LinkFact>(this: void, name: K) => FactValue<K> | undefined,
): LinkReading {
  return {
    runId: maybePrevious('info.server.run_id'),
    uptimeSeconds: maybePrevious('info.server.uptime_in_seconds'),
    status: maybePrevious('info.replication.master_link_status'),
  };
}

/** Whether a process has had the link that it says is down. @param reported `master_link_down_since_seconds` */
export function wasUp(reported: number | undefined, uptimeSeconds: number): reported is number {
  // -1, and in old versions the seconds since 1970, for one that was never up.
  return reported !== undefined && reported >= 0 && reported <= uptimeSeconds;
}

/**
 * A link that was never up is reported as -1, by old versions as the seconds since 1970, also by a former primary whose
 * process is weeks old. Then it is the age of the process at most; or the time since the last audit, if that saw the
 * same process without this trouble.
 *
 * @param reported `master_link_down_since_seconds`
 */
export function timeWithoutLink(
  reported: number | undefined,
  now: LinkReading & { readonly uptimeSeconds: number },
  before: LinkReading,
): WithoutLink {
  const { uptimeSeconds } = now;
  if (wasUp(reported, uptimeSeconds)) return { seconds: reported, atMost: false, isNew: false };
  const isNew =
    before.uptimeSeconds !== undefined &&
    before.runId !== undefined &&
    before.runId === now.runId &&
    before.status !== 'down';
  return { seconds: uptimeSeconds - (isNew ? (before.uptimeSeconds ?? 0) : 0), atMost: true, isNew };
}
