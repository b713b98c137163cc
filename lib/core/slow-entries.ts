import { parseAddress } from './address.ts';
import { AUDITOR_CLIENT_NAME } from './client-name.ts';
import { commandKind } from './explain/explain.ts';
import type { SlowlogEntry, SlowlogReading } from './facts.ts';
import { unknown, type Verdict } from './finding.ts';
import { SLOWLOG_ENTRIES } from './questions.ts';

/** Milliseconds. Shorter entries are not slow, however fine the log is set: the limit from which everything here counts. */
export const COUNT_FROM_MS = 10;

/** Whom a replica follows, by its own word. */
export interface PrimaryAddress {
  readonly host: string;
  readonly port: number;
}

/** Entries of a first visit are what the log happened to hold: nobody knows since when. */
export const noEarlierVisit: Verdict = unknown('there is no earlier visit to count from');

/**
 * New entries that were gone before they were read; null where nobody can know. Where every visit before saw an empty
 * log, its ids may have begun anywhere: nothing was pushed out of a log that still has room, and of one without as many
 * as its ids tell, at most.
 *
 * @param holds `slowlog-max-len`, where it is known
 */
export function lostEntries(
  { since, lost, entries, newestId }: SlowlogReading,
  holds: string | undefined,
): number | null {
  if (lost !== null || since === 'first-visit') return lost;
  if (holds === undefined) return null;
  return entries.length < Math.min(Number(holds), SLOWLOG_ENTRIES) ? 0 : (newestId ?? -1) + 1 - entries.length;
}

/** The primary's address from INFO replication; undefined on a primary, which has neither field. */
export function primaryAddress(host: string | undefined, port: number | undefined): PrimaryAddress | undefined {
  return host === undefined || port === undefined ? undefined : { host, port };
}

/** An entry that the auditor itself caused. */
export function isAuditorsOwn({ clientName }: SlowlogEntry): boolean {
  return clientName === AUDITOR_CLIENT_NAME;
}

/**
 * A command that a replica runs because its primary did: the log of the primary has it too. A replica that knows its
 * primary by name logs an IP, so there the port decides: no client connects from a port on which a primary listens.
 */
export function isReplicated({ client }: Pick<SlowlogEntry, 'client'>, primary: PrimaryAddress | undefined): boolean {
  if (primary === undefined) return false;
  const sender = parseAddress(client);
  const named = !/^[\d.]+$|:/.test(primary.host);
  return sender?.port === primary.port && (named || sender.host === primary.host);
}

/** A call inside a script, which servers up to 7.0 log beside the script. */
export function isInnerCall({ client }: SlowlogEntry): boolean {
  return client === '?:0';
}

/**
 * A command that a user's client sent to this node: not one of kind internal, admin or topology, not the auditor's own,
 * not an inner call of a script, and on a replica not one that its primary passed on.
 *
 * @param primary whom the node follows; undefined when it is a primary
 */
export function isUsersCommand(entry: SlowlogEntry, primary: PrimaryAddress | undefined): boolean {
  const kind = commandKind(entry.command);
  if (kind === 'internal' || kind === 'admin' || kind === 'topology') return false;
  return !isAuditorsOwn(entry) && !isInnerCall(entry) && !isReplicated(entry, primary);
}

/** `0.083 ms`, `15.6 ms`, `312 ms` */
export function formatMs(microseconds: number): string {
  return `${toMs(microseconds)} ms`;
}

/** Milliseconds with as many decimals as say something: 0.083, 15.6, 312. */
export function toMs(microseconds: number): number {
  if (microseconds < 1000) return microseconds / 1000;
  return microseconds < 100_000 ? Math.round(microseconds / 100) / 10 : Math.round(microseconds / 1000);
}
