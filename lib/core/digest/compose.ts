import type { AlertState } from '../alert.ts';
import type { Intervals } from '../audit-order.ts';
import type { CopiesReading } from '../backup/copies.ts';
import { type ClusterDiff, diffClusters } from '../diff/clusters.ts';
import { snapshotOf } from '../diff/snapshot.ts';
import type { ClusterFacts } from '../facts.ts';
import type { QuietTimes } from '../hold-back.ts';
import type { Observed } from '../observed.ts';
import type { Policy } from '../policy.ts';
import { type AlertFold, alertDigest } from './alert-fold.ts';
import type { Digest, PersistenceDigest, Reach } from './digest.ts';
import type { Period } from './period.ts';
import { persistenceOf } from './persistence.ts';
import { coverageOf, type RunFold } from './run-fold.ts';
import { silenceDigests } from './silences.ts';
import { type SlowFold, slowDigest } from './slow-fold.ts';

/** Everything that was read for one digest. */
export interface DigestInput {
  readonly cluster: string;
  readonly period: Period;
  readonly runs: RunFold;
  readonly alertLines: AlertFold;
  readonly alerts: AlertState;
  readonly titles: ReadonlyMap<string, string>;
  readonly slowLines: SlowFold;
  readonly quietTimes: QuietTimes;
  /** Of the newest audits of the period, one for each kind. */
  readonly after: readonly ClusterFacts[];
  /** Of the newest audits before it, or of the oldest ones in it. */
  readonly before: readonly ClusterFacts[];
  /** The newest that tells of persistence, and the one before it. */
  readonly persistence: readonly ClusterFacts[];
  /** What was known of copies off the hosts when the newest of these was judged; null when nothing was kept. */
  readonly copies: Observed<CopiesReading> | null;
  readonly policy: Policy;
  readonly intervals: Intervals;
  /** What could not be read. */
  readonly blind: readonly string[];
}

/** The digest of what was read. Words of others are in it as they were read: whoever shows it makes them harmless. */
export function composeDigest(input: DigestInput): Digest {
  const { cluster, period, runs, quietTimes, after, intervals } = input;
  const persistence = persistenceIn(input);
  const changes = changesIn(input);
  return {
    schemaVersion: 1,
    cluster,
    period,
    alerts: alertDigest(input.alertLines, input.alerts, period, input.titles),
    silences: silenceDigests(quietTimes),
    slowCommands: slowDigest(input.slowLines),
    persistence,
    changes,
    coverage: { kinds: coverageOf(runs, intervals, period), reached: after.map(reachOf) },
    blind: [...blindSpots(input, persistence, changes), ...input.blind],
  };
}

function persistenceIn({ persistence: [newest, earlier], policy, copies }: DigestInput): PersistenceDigest | null {
  return newest === undefined ? null : persistenceOf(newest, earlier, policy, copies);
}

function changesIn({ before, after }: DigestInput): ClusterDiff | null {
  const [then, now] = [snapshotOf(before), snapshotOf(after)];
  return then === null || now === null ? null : diffClusters(then, now);
}

function reachOf({ audit: kind, scheduledAt, nodes }: ClusterFacts): Reach {
  const answered = nodes.filter(({ connection }) => connection.answered).length;
  return { kind, scheduledAt, answered, nodes: nodes.length };
}

function blindSpots(
  { runs, period, before, quietTimes, slowLines }: DigestInput,
  persistence: PersistenceDigest | null,
  changes: ClusterDiff | null,
): readonly string[] {
  const counts = (kinds: readonly string[]): number =>
    [...runs].reduce((sum, [kind, found]) => (kinds.includes(kind) ? sum + found.runs : sum), 0);
  const none = [...runs.values()].every((found) => found.runs === 0);
  const isLate = before.some(({ scheduledAt }) => scheduledAt >= period.from);
  return [
    ...(none ? ['No audit was stored in this period: nobody has looked at the cluster.'] : []),
    ...(!none && counts(['slowlog', 'full']) === 0 ? ['No audit of this period has read the slow logs.'] : []),
    ...(persistence === null && !none ? ['How the shards persist was not read in this period.'] : []),
    ...(changes === null && !none ? ['There are no two readings to tell changes by.'] : []),
    ...(changes !== null && isLate
      ? ['Of some of the audits there is none before the period: their changes are told from within it.']
      : []),
    ...(changes !== null && changes.topology === null
      ? ['Who belongs to the cluster was not read twice: it cannot be compared.']
      : []),
    ...(quietTimes.problem === undefined
      ? []
      : [`The silences could not be read, so none is in force: ${quietTimes.problem}.`]),
    ...(slowLines.forgotten
      ? ['There were so many shapes of slow commands that rare ones are not summed up in full.']
      : []),
  ];
}
