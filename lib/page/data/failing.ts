import { runsIn } from '../../core/audit-series.ts';
import type { AuditKind } from '../../core/facts.ts';
import type { History } from '../../history/read-model.ts';
import type { Row } from '../../history/rows.ts';
import type { FailingFinding, PageRun } from '../page-data.ts';
import { byCluster, numberIn, numberOrNull, resourceIn, seconds, severityIn, textIn } from './values.ts';

/** What fails in the newest audit that ran the check; with those that could not be judged in it. */
export async function failingParts(
  history: History,
): Promise<(cluster: string, runs: readonly PageRun[]) => readonly FailingFinding[]> {
  const rows = await history.rows(`
    WITH newest AS (SELECT cluster, audit, max(due_at) AS due_at FROM runs GROUP BY cluster, audit),
    told AS (SELECT cluster, fingerprint, max(since) AS since FROM alerts GROUP BY cluster, fingerprint)
    SELECT findings.cluster, ${seconds('findings.due_at')} AS "at", findings.audit, rule, severity, status, resource_kind,
      resource_id, address, shard, message, findings.fingerprint, ${seconds('told.since')} AS since
    FROM findings
    JOIN newest ON newest.cluster = findings.cluster AND newest.audit = findings.audit AND newest.due_at = findings.due_at
    LEFT JOIN told ON told.cluster = findings.cluster AND told.fingerprint = findings.fingerprint`);
  const of = byCluster(rows);
  return (cluster, runs) => stillFailing(of(cluster), newestRuns(runs));
}

/** Of each kind, when its newest audit was due. */
function newestRuns(runs: readonly PageRun[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const [at, audit] of runs) newest.set(audit, Math.max(at, newest.get(audit) ?? 0));
  return newest;
}

/** A finding counts unless an audit that was due later ran its check too: that one says what is the case now. */
export function stillFailing(rows: readonly Row[], newest: ReadonlyMap<string, number>): readonly FailingFinding[] {
  const found = rows.filter((row) => {
    const id = textIn(row, 'rule');
    const rule = { id, area: id.split('/')[0] ?? '' };
    const at = numberIn(row, 'at');
    return ![...newest].some(([audit, later]) => later > at && runsIn(audit as AuditKind, rule));
  });
  return [...new Map(found.map((row) => [textIn(row, 'fingerprint'), failingIn(row)])).values()].sort(inOrder);
}

function failingIn(row: Row): FailingFinding {
  return {
    fingerprint: textIn(row, 'fingerprint'),
    rule: textIn(row, 'rule'),
    severity: severityIn(row, 'severity') ?? 'info',
    status: textIn(row, 'status') === 'unknown' ? 'unknown' : 'fail',
    resource: resourceIn(row),
    message: textIn(row, 'message'),
    at: numberIn(row, 'at'),
    since: numberOrNull(row, 'since'),
  };
}

const ranks = { critical: 0, warning: 1, info: 2 } as const;

function inOrder(a: FailingFinding, b: FailingFinding): number {
  const status = Number(a.status === 'unknown') - Number(b.status === 'unknown');
  return status || ranks[a.severity] - ranks[b.severity] || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}
