import { UsageError } from '../../core/errors.ts';
import type { RunFinding, RunLoss, RunNode, RunRef, ShowAnswer } from '../../core/history/answers.ts';
import { topologyOf } from '../../core/topology.ts';
import type { FactsRef } from '../facts-reader.ts';
import type { History, Row } from '../read-model.ts';
import { loadRuns } from './runs.ts';
import { headOf, number, placeSql, text } from './words.ts';

/** How a run is named: by its id, or by a time, which means the last one that was due by then. */
export type RunName = { readonly runId: string } | { readonly at: string };

/** Everything one audit found. @throws StoreError, NoHistoryError; UsageError when no audit of the range is meant */
export async function showRun(history: History, name: RunName, audit?: string): Promise<ShowAnswer> {
  await loadRuns(history);
  const { run, row } = await findRun(history, name, audit);
  const of = `cluster = $cluster AND audit = $audit AND due_at = CAST($at AS TIMESTAMP)`;
  const values = { cluster: run.cluster, audit: run.audit, at: run.at };
  const findings = await history.rows(
    `SELECT *, ${placeSql} AS place FROM findings WHERE ${of} ORDER BY ${order}`,
    values,
  );
  const loss = await history.rows(`SELECT * FROM loss WHERE ${of} ORDER BY TRY_CAST(shard AS BIGINT), shard`, values);
  const nodes = await nodesOf(history, run);
  const summary = Object.fromEntries(
    ['nodes', 'answered', 'failed', 'unknown', 'passed', 'skipped'].map((column) => [column, number(row, column)]),
  );
  return { ...headOf(history), run, summary, findings: findings.map(findingOf), loss: lossOf(loss), nodes };
}

const order = "status, list_position(['critical', 'warning', 'info'], severity), rule, place";

async function findRun(history: History, name: RunName, audit?: string): Promise<{ run: RunRef; row: Row }> {
  const kind = audit === undefined ? 'true' : 'audit = $audit';
  const chosen = audit === undefined ? {} : { audit };
  const [row] =
    'runId' in name
      ? await history.rows('SELECT * FROM runs WHERE starts_with(run_id, $id) ORDER BY due_at LIMIT 1', {
          id: name.runId,
        })
      : await history.rows(
          `SELECT * FROM runs WHERE due_at <= CAST($at AS TIMESTAMP) AND ${kind} ORDER BY due_at DESC, audit LIMIT 1`,
          { at: name.at, ...chosen },
        );
  if (row !== undefined) return { run: refOf(row), row };
  const meant = 'runId' in name ? `has the id ${name.runId}` : `was due by ${name.at}`;
  throw new UsageError(
    `No audit in ${history.location} ${meant}, as far as --since looks back`,
    '`history list --format json` and `history sql "SELECT run_id, due_at FROM runs"` tell which there are',
  );
}

export function refOf(row: Row): RunRef {
  return {
    cluster: text(row, 'cluster'),
    audit: text(row, 'audit'),
    at: text(row, 'due_at'),
    runId: text(row, 'run_id'),
  };
}

function findingOf(row: Row): RunFinding {
  return {
    rule: text(row, 'rule'),
    severity: text(row, 'severity') as RunFinding['severity'],
    status: text(row, 'status'),
    place: text(row, 'place'),
    message: text(row, 'message'),
    fingerprint: text(row, 'fingerprint'),
  };
}

/** @param rows of `loss`, those of one shard together */
export function lossOf(rows: readonly Row[]): readonly RunLoss[] {
  return [...Map.groupBy(rows, (row) => text(row, 'shard'))].map(([shard, ofShard]) => ({
    shard,
    primary: text(ofShard[0] ?? {}, 'primary_address'),
    status: text(ofShard[0] ?? {}, 'status'),
    reason: text(ofShard[0] ?? {}, 'reason'),
    seconds: Object.fromEntries(ofShard.map((row) => [text(row, 'failure'), secondsOf(row)])),
  }));
}

/** `2 s`, `at least 2 s`, `everything`, `unknown`, `-` where the shard cannot fail like that. */
function secondsOf(row: Row): string {
  if (row.everything === true) return 'everything';
  if (row.unknown === true && row.seconds === null) return 'unknown';
  if (row.seconds === null) return '-';
  return `${row.at_least === true ? 'at least ' : ''}${Math.round(number(row, 'seconds') * 10) / 10} s`;
}

async function nodesOf({ facts }: History, { cluster, audit, at }: RunRef): Promise<readonly RunNode[] | null> {
  const after = new Date(Date.parse(at) + 1).toISOString();
  const refs = await facts.list({ cluster, from: at, to: after });
  const ref = refs.find((each) => each.audit === audit);
  return ref === undefined ? null : membersOf(await facts.read(ref));
}

type Facts = Awaited<ReturnType<History['facts']['read']>>;

function membersOf(facts: Facts): readonly RunNode[] | null {
  if (facts === undefined) return null;
  const answered = new Map(facts.nodes.map(({ nodeId, connection }) => [nodeId, connection.answered]));
  const members = topologyOf(facts)?.members ?? [];
  const known = members.map(({ nodeId, address, role, shard }) => {
    return { nodeId, address, role, shard: shard ?? null, answered: answered.get(nodeId) ?? null };
  });
  return known.sort((a, b) => Number(a.shard ?? 0) - Number(b.shard ?? 0) || (a.role < b.role ? -1 : 1));
}

/** Facts of each kind of audit that were due last by a time, not older than a while. */
export function lastOfEachKind(refs: readonly FactsRef[], at: string, withinMs: number): readonly FactsRef[] {
  const oldest = new Date(Date.parse(at) - withinMs).toISOString();
  const inTime = refs.filter(({ scheduledAt }) => scheduledAt <= at && scheduledAt >= oldest);
  return [...Map.groupBy(inTime, ({ audit }) => audit).values()].flatMap((each) => each.at(-1) ?? []);
}
