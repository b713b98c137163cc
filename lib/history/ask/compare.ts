import { runsIn } from '../../core/audit-series.ts';
import { diffClusters } from '../../core/diff/clusters.ts';
import { snapshotOf } from '../../core/diff/snapshot.ts';
import { UsageError } from '../../core/errors.ts';
import type { AuditKind } from '../../core/facts.ts';
import type { DiffAnswer, FindingChange, LossChange, RunRef } from '../../core/history/answers.ts';
import { DAY_MS } from '../../core/time-span.ts';
import type { History, Row } from '../read-model.ts';
import { findRun, type RunName, refOf } from './find-run.ts';
import { loadRuns } from './runs.ts';
import { lastOfEachKind, lossOf } from './show.ts';
import { headOf, placeSql, text } from './words.ts';

/** Audits of one kind that are no older than this are part of a reading. */
const READING_MS = DAY_MS;

/**
 * What is unlike at two times: settings, topology, processes, what fails, what a failure would take. Each side is the
 * newest audit of each kind by then. Counters and other things that always move are left out.
 *
 * @throws StoreError, NoHistoryError; UsageError when there is no audit on one side, when an id is
 *   the beginning of several, or of several clusters
 */
export async function compareRuns(history: History, before: RunName, after: RunName): Promise<DiffAnswer> {
  await loadRuns(history);
  const [then, now] = [await readingOf(history, before), await readingOf(history, after)];
  const [earlier, later] = then.at <= now.at ? [then, now] : [now, then];
  const findings = changesOf(await failuresOf(history, earlier), await failuresOf(history, later));
  const loss = lossChanges(await lossesOf(history, earlier), await lossesOf(history, later));
  const cluster = await clusterDiff(history, earlier, later);
  return { ...headOf(history), before: earlier.runs, after: later.runs, cluster, findings, loss };
}

interface Reading {
  readonly at: string;
  /** The newest audit of each kind. */
  readonly runs: readonly RunRef[];
}

async function readingOf(history: History, name: RunName): Promise<Reading> {
  const at = 'at' in name ? name.at : refOf(await findRun(history, name)).at;
  const rows = await history.rows(
    `SELECT * FROM runs WHERE due_at <= CAST($at AS TIMESTAMP) AND due_at >= CAST($from AS TIMESTAMP)
      QUALIFY row_number() OVER (PARTITION BY cluster, audit ORDER BY due_at DESC) = 1 ORDER BY due_at, audit`,
    { at, from: new Date(Date.parse(at) - READING_MS).toISOString() },
  );
  const clusters = new Set(rows.map((row) => text(row, 'cluster')));
  if (clusters.size > 1)
    throw new UsageError(`${history.location} has several clusters`, 'say which one with --cluster');
  if (rows.length === 0)
    throw new UsageError(
      `No audit in ${history.location} in the day before ${at.slice(0, 16)}Z`,
      '`history list` tells when there were audits',
    );
  return { at, runs: rows.map(refOf) };
}

/** Fingerprint → what fails, by the newest audit of the reading that judges its rule. */
async function failuresOf(history: History, { runs }: Reading): Promise<ReadonlyMap<string, Row>> {
  const found = new Map<string, Row>();
  for (const { cluster, audit, at } of runs) {
    const values = { cluster, audit, at };
    const rows = await history.rows(
      `SELECT *, ${placeSql} AS place FROM findings
        WHERE cluster = $cluster AND audit = $audit AND due_at = CAST($at AS TIMESTAMP) AND status = 'fail'`,
      values,
    );
    for (const [fingerprint, row] of found) if (isJudgedBy(audit, text(row, 'rule'))) found.delete(fingerprint);
    for (const row of rows) found.set(text(row, 'fingerprint'), row);
  }
  return found;
}

function isJudgedBy(audit: string, id: string): boolean {
  return runsIn(audit as AuditKind, { id, area: id.split('/')[0] ?? '' });
}

function changesOf(before: ReadonlyMap<string, Row>, after: ReadonlyMap<string, Row>): readonly FindingChange[] {
  const all = new Map([...before, ...after]);
  const changes = [...all].map(([fingerprint, row]) => ({
    rule: text(row, 'rule'),
    severity: text(row, 'severity') as FindingChange['severity'],
    place: text(row, 'place'),
    before: messageIn(before, fingerprint),
    after: messageIn(after, fingerprint),
  }));
  // What fails in both is told where it says something else than then.
  return changes
    .filter((change) => change.before !== change.after)
    .sort((a, b) => (`${a.rule} ${a.place}` < `${b.rule} ${b.place}` ? -1 : 1));
}

function messageIn(failures: ReadonlyMap<string, Row>, fingerprint: string): string | null {
  const row = failures.get(fingerprint);
  return row === undefined ? null : text(row, 'message');
}

async function lossesOf(history: History, { runs }: Reading): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const { cluster, audit, at } of runs) {
    const rows = await history.rows(
      'SELECT * FROM loss WHERE cluster = $cluster AND audit = $audit AND due_at = CAST($at AS TIMESTAMP)',
      { cluster, audit, at },
    );
    for (const { shard, seconds } of lossOf(rows))
      for (const [failure, words] of Object.entries(seconds)) found.set(JSON.stringify([shard, failure]), words);
  }
  return found;
}

/** An operator's error costs what has passed since the last save: that always moves. */
const ALWAYS_MOVES = 'mistake';

function lossChanges(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly LossChange[] {
  return [...after].flatMap(([key, words]) => {
    const [shard, failure] = JSON.parse(key) as readonly [string, string];
    const earlier = before.get(key);
    const isSame = earlier === undefined || earlier === words || failure === ALWAYS_MOVES;
    return isSame ? [] : [{ shard, failure, before: earlier, after: words }];
  });
}

async function clusterDiff({ facts }: History, before: Reading, after: Reading): Promise<DiffAnswer['cluster']> {
  const cluster = after.runs[0]?.cluster ?? '';
  const snapshots = [];
  for (const { at } of [before, after]) {
    const part = {
      cluster,
      from: new Date(Date.parse(at) - READING_MS).toISOString(),
      to: new Date(Date.parse(at) + 1).toISOString(),
    };
    const chosen = lastOfEachKind(await facts.list(part), at, READING_MS);
    const read = await Promise.all(chosen.map((ref) => facts.read(ref)));
    snapshots.push(snapshotOf(read.flatMap((each) => each ?? [])));
  }
  const [then = null, now = null] = snapshots;
  return then === null || now === null ? null : diffClusters(then, now);
}
