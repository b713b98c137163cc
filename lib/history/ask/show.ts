import type { RunFinding, RunLoss, RunNode, RunRef, ShowAnswer } from '../../core/history/answers.ts';
import { topologyOf } from '../../core/topology.ts';
import type { FactsRef } from '../facts-reader.ts';
import type { History, Row } from '../read-model.ts';
import { findRun, type RunName, refOf } from './find-run.ts';
import { loadRuns } from './runs.ts';
import { headOf, number, placeSql, text } from './words.ts';

/** Everything one audit found. @throws StoreError, NoHistoryError; UsageError when not one audit of the range is meant */
export async function showRun(history: History, name: RunName, audit?: string): Promise<ShowAnswer> {
  await loadRuns(history);
  const row = await findRun(history, name, audit);
  const run = refOf(row);
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
