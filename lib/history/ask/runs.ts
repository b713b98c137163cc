import { NoHistoryError } from '../../core/errors.ts';
import type { DayOfRuns, FailingRule, Gap, ListAnswer } from '../../core/history/answers.ts';
import type { History, Row } from '../read-model.ts';
import { oddities } from './oddities.ts';
import { headOf, number, text } from './words.ts';

/**
 * The audits of a range, day by day: how many, what failed, and when there were none.
 *
 * @throws StoreError; NoHistoryError when there is no audit at all
 */
export async function listRuns(history: History): Promise<ListAnswer> {
  await loadRuns(history);
  const [days, audits, rules, gaps] = [
    await history.rows(daysSql),
    await history.rows(auditsSql),
    await history.rows(rulesSql),
    await history.rows(gapsSql, { until: new Date(Math.min(history.now, Date.parse(history.range.to))).toISOString() }),
  ];
  const ofDay = (rows: readonly Row[], day: Row): readonly Row[] =>
    rows.filter((row) => row.cluster === day.cluster && row.day === day.day);
  const listed = days.map((day) => dayOf(day, ofDay(audits, day), ofDay(rules, day), ofDay(gaps, day)));
  return { ...headOf(history, await oddities(history)), days: listed };
}

/** Loads findings, and makes sure that there is an audit among them. @throws NoHistoryError */
export async function loadRuns(history: History, keep?: string): Promise<number> {
  await history.load('findings', keep);
  const [row] = await history.rows('SELECT count(*) AS runs FROM runs');
  const runs = row === undefined ? 0 : number(row, 'runs');
  if (runs === 0) throw noAudit(history);
  return runs;
}

/** Why there is no answer. */
export function noAudit(history: History): NoHistoryError {
  const { cluster, from, to } = history.range;
  const bad = history.problems();
  const whose = cluster === undefined ? '' : ` of ${cluster}`;
  const left =
    bad.length === 0
      ? ''
      : `; ${bad.length} objects were passed over, the first of them: ${bad[0]?.key} ${bad[0]?.reason}`;
  return new NoHistoryError(
    `no audit${whose} between ${from.slice(0, 16)}Z and ${to.slice(0, 16)}Z in ${history.location}${left}`,
    'look back further with --since, or see that --store and --cluster are those of the audits',
  );
}

const DAY = "strftime(due_at, '%Y-%m-%d')";

const daysSql = `SELECT cluster, ${DAY} AS day, count(*) AS runs, max(nodes) AS nodes, min(answered) AS least,
  max(failed) AS failed FROM runs GROUP BY ALL ORDER BY day, cluster`;

const auditsSql = `SELECT cluster, ${DAY} AS day, audit, count(*) AS runs FROM runs GROUP BY ALL ORDER BY audit`;

const rulesSql = `SELECT cluster, ${DAY} AS day, rule, severity, count(DISTINCT fingerprint) AS places,
  count(DISTINCT run_id) AS audits FROM findings WHERE status = 'fail' GROUP BY 1, 2, 3, 4
  ORDER BY list_position(['critical', 'warning', 'info'], severity), audits DESC, rule`;

/** A gap that goes on counts too; what is usual is the median. */
const gapsSql = `WITH steps AS (
    SELECT cluster, audit, due_at, lead(due_at) OVER (PARTITION BY cluster, audit ORDER BY due_at) AS next FROM runs),
  usual AS (SELECT cluster, audit, median(epoch(next) - epoch(due_at)) AS seconds FROM steps WHERE next IS NOT NULL GROUP BY ALL)
  SELECT cluster, ${DAY} AS day, audit, due_at, next, epoch(coalesce(next, CAST($until AS TIMESTAMP))) - epoch(due_at) AS seconds,
    usual.seconds AS usual FROM steps JOIN usual USING (cluster, audit)
  WHERE epoch(coalesce(next, CAST($until AS TIMESTAMP))) - epoch(due_at) > 2 * usual.seconds + 1 ORDER BY due_at, audit`;

function dayOf(day: Row, audits: readonly Row[], rules: readonly Row[], gaps: readonly Row[]): DayOfRuns {
  return {
    cluster: text(day, 'cluster'),
    day: text(day, 'day'),
    runs: number(day, 'runs'),
    byAudit: Object.fromEntries(audits.map((row) => [text(row, 'audit'), number(row, 'runs')])),
    nodes: number(day, 'nodes'),
    leastAnswered: number(day, 'least'),
    mostFailed: number(day, 'failed'),
    failing: rules.map(failingOf),
    gaps: gaps.map(gapOf),
  };
}

function failingOf(row: Row): FailingRule {
  return {
    rule: text(row, 'rule'),
    severity: text(row, 'severity') as FailingRule['severity'],
    places: number(row, 'places'),
    audits: number(row, 'audits'),
  };
}

function gapOf(row: Row): Gap {
  return {
    audit: text(row, 'audit'),
    from: text(row, 'due_at'),
    to: row.next === null ? null : text(row, 'next'),
    seconds: Math.round(number(row, 'seconds')),
    usualSeconds: Math.round(number(row, 'usual')),
  };
}
