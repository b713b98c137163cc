import { UsageError } from '../../core/errors.ts';
import type { RunRef } from '../../core/history/answers.ts';
import type { History, Row } from '../read-model.ts';
import { number, text } from './words.ts';

/** How a run is named: by its id or the beginning of one, or by a time, which means the last one that was due by then. */
export type RunName = { readonly runId: string } | { readonly at: string };

/** Audits that are named when several may be meant. */
const MOST_NAMED = 3;

/** The one audit that is meant. @param audit only of this kind. @throws UsageError when there is none, or several are */
export async function findRun(history: History, name: RunName, audit?: string): Promise<Row> {
  const ofKind = audit === undefined ? {} : { audit };
  return 'runId' in name ? runById(history, name.runId, ofKind) : runByTime(history, name.at, ofKind);
}

interface OfKind {
  readonly audit?: string;
}

async function runByTime(history: History, at: string, ofKind: OfKind): Promise<Row> {
  const [row] = await history.rows(
    `SELECT * FROM runs WHERE due_at <= CAST($at AS TIMESTAMP) AND ${kindSql(ofKind)} ORDER BY due_at DESC, audit LIMIT 1`,
    { at, ...ofKind },
  );
  if (row !== undefined) return row;
  throw noSuchRun(history, `was due by ${at}`, ofKind);
}

/** A whole id counts more than the same as the beginning of others. */
async function runById(history: History, id: string, ofKind: OfKind): Promise<Row> {
  const rows = await history.rows(
    `SELECT *, count(*) OVER (PARTITION BY run_id = $id) AS alike FROM runs
      WHERE starts_with(run_id, $id) AND ${kindSql(ofKind)}
      ORDER BY run_id = $id DESC, due_at, cluster, audit LIMIT ${MOST_NAMED}`,
    { id, ...ofKind },
  );
  const [row] = rows;
  if (row === undefined) throw noSuchRun(history, `has the id ${id}`, ofKind, id);
  const alike = number(row, 'alike');
  if (alike > 1) throw severalRuns(history, id, rows.slice(0, alike).map(refOf), alike);
  return row;
}

function kindSql({ audit }: OfKind): string {
  return audit === undefined ? 'true' : 'audit = $audit';
}

function noSuchRun({ location }: History, meant: string, { audit }: OfKind, id = ''): UsageError {
  const [which, asDay] = [audit === undefined ? 'audit' : `${audit} audit`, dayHint(id)];
  return new UsageError(
    `No ${which} in ${location} ${meant}, as far as --since looks back`,
    `${asDay}\`history list --format json\` and \`history sql "SELECT run_id, due_at FROM runs"\` tell which there are`,
  );
}

/** An id may begin with eight digits, but who types such a number mostly means a day. */
function dayHint(id: string): string {
  const [, year, month, day] = /^(20\d\d)([01]\d)([0-3]\d)$/.exec(id) ?? [];
  return year === undefined ? '' : `a day is written ${year}-${month}-${day}; `;
}

function severalRuns({ location }: History, id: string, runs: readonly RunRef[], alike: number): UsageError {
  const clusters = new Set(runs.map(({ cluster }) => cluster));
  const named = runs.map((run) => wordsOf(run, clusters.size > 1));
  const left = alike > named.length ? ` and ${alike - named.length} more` : '';
  return new UsageError(
    `${alike} audits in ${location} have an id that begins with ${id}: ${named.join(', ')}${left}`,
    clusters.size > 1 ? 'say which cluster with --cluster, or more of the id' : 'say more of the id, or a time',
  );
}

function wordsOf({ audit, cluster, at, runId }: RunRef, withCluster: boolean): string {
  return `${audit} of ${withCluster ? `${cluster}, ` : ''}${at.slice(0, 16)}Z (${runId})`;
}

export function refOf(row: Row): RunRef {
  return {
    cluster: text(row, 'cluster'),
    audit: text(row, 'audit'),
    at: text(row, 'due_at'),
    runId: text(row, 'run_id'),
  };
}
