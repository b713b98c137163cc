import type { TrendStep } from '../../core/history/answers.ts';
import { DAY_MS } from '../../core/time-span.ts';
import type { History, Row } from '../read-model.ts';
import { number, text } from './words.ts';

/** The longest range, in days, that is told in steps of a kind; beyond the last one it is months. */
const steps = [
  ['hour', 2],
  ['day', 45],
  ['week', 200],
] as const;

/** How the rules of {@link timeline} did over the range, step by step. */
export async function trendOf(
  history: History,
): Promise<{ readonly step: string; readonly trend: readonly TrendStep[] }> {
  const { from, to } = history.range;
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  const step = steps.find(([, most]) => days <= most)?.[0] ?? 'month';
  const values = Map.groupBy(await history.rows(valuesSql(step)), keyOf);
  const rows = await history.rows(countsSql(step));
  return { step, trend: rows.map((row) => stepOf(row, values.get(keyOf(row)) ?? [])) };
}

function keyOf(row: Row): string {
  return JSON.stringify([row.cluster, row.rule, row.step]);
}

function countsSql(step: string): string {
  return `WITH judged_steps AS (SELECT rule, cluster, date_trunc('${step}', due_at) AS step, count(*) AS judged
      FROM judged JOIN rule_series USING (series) GROUP BY ALL),
    runs_of_rule AS (SELECT cluster, rule, date_trunc('${step}', due_at) AS step, due_at, audit, count(*) AS places
      FROM about WHERE status = 'fail' GROUP BY ALL),
    failing AS (SELECT cluster, rule, step, count(*) AS failing, max(places) AS places FROM runs_of_rule GROUP BY ALL)
    SELECT cluster, rule, step, judged, coalesce(failing, 0) AS failing, coalesce(places, 0) AS places
    FROM judged_steps LEFT JOIN failing USING (cluster, rule, step) ORDER BY rule, cluster, step`;
}

/** Names of evidence are the rules' own; others are left out. */
function valuesSql(step: string): string {
  return `WITH named AS (SELECT cluster, rule, date_trunc('${step}', due_at) AS step, evidence, unnest(json_keys(evidence)) AS name
      FROM about WHERE status = 'fail'),
    read AS (SELECT cluster, rule, step, name, TRY_CAST(json_extract_string(evidence, '$.' || name) AS DOUBLE) AS amount
      FROM named WHERE regexp_full_match(name, '\\w+'))
    SELECT cluster, rule, step, name, min(amount) AS least, max(amount) AS most
    FROM read WHERE amount IS NOT NULL GROUP BY ALL ORDER BY name`;
}

function stepOf(row: Row, values: readonly Row[]): TrendStep {
  return {
    cluster: text(row, 'cluster'),
    rule: text(row, 'rule'),
    from: text(row, 'step'),
    judged: number(row, 'judged'),
    failing: number(row, 'failing'),
    places: number(row, 'places'),
    values: Object.fromEntries(
      values.map((each) => [text(each, 'name'), { least: number(each, 'least'), most: number(each, 'most') }]),
    ),
  };
}
