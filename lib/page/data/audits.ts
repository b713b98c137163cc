import type { History } from '../../history/read-model.ts';
import type { Row } from '../../history/rows.ts';
import type { PageRun, StepSummary } from '../page-data.ts';
import { byCluster, numberIn, seconds, severityIn, stepOf, textIn } from './values.ts';

/** More audits than this are counted by time, but not listed one by one. */
export const MOST_RUNS = 20_000;

const WORST = `
  CREATE OR REPLACE TEMP TABLE worst_of_run AS
  SELECT run_id, min(CASE severity WHEN 'critical' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END) AS rank
  FROM findings WHERE status = 'fail' GROUP BY run_id`;

const severityOf = (rank: string): string =>
  `CASE ${rank} WHEN 1 THEN 'critical' WHEN 2 THEN 'warning' WHEN 3 THEN 'info' END`;

export interface AuditParts {
  readonly clusters: readonly string[];
  readonly stepsOf: (cluster: string) => readonly StepSummary[];
  readonly runsOf: (cluster: string) => readonly PageRun[];
}

/** What audits came to, by time and one by one. */
export async function auditParts(history: History, step: number): Promise<AuditParts> {
  await history.database.run(WORST);
  const joined = 'FROM runs LEFT JOIN worst_of_run USING (run_id)';
  const steps = await history.rows(`
    SELECT cluster, ${stepOf('due_at', step)} AS "at", count(*) AS audits, ${severityOf('min(rank)')} AS worst,
      max(failed) AS failed, max(unknown) AS unknown, max(nodes) AS nodes, min(answered) AS answered
    ${joined} GROUP BY ALL ORDER BY "at"`);
  const runs = await history.rows(`
    SELECT cluster, ${seconds('due_at')} AS "at", audit, nodes, answered, duration_ms, failed, unknown, passed,
      ${severityOf('rank')} AS worst
    ${joined} QUALIFY row_number() OVER (PARTITION BY cluster ORDER BY due_at DESC, audit) <= ${MOST_RUNS} ORDER BY "at" DESC`);
  const [steps_, runs_] = [byCluster(steps), byCluster(runs)];
  return {
    clusters: [...new Set(steps.map((row) => textIn(row, 'cluster')))].sort(),
    stepsOf: (cluster) => steps_(cluster).map(stepIn),
    runsOf: (cluster) => runs_(cluster).map(runIn),
  };
}

function stepIn(row: Row): StepSummary {
  return {
    at: numberIn(row, 'at'),
    audits: numberIn(row, 'audits'),
    worst: severityIn(row, 'worst'),
    failed: numberIn(row, 'failed'),
    unknown: numberIn(row, 'unknown'),
    nodes: numberIn(row, 'nodes'),
    answered: numberIn(row, 'answered'),
  };
}

function runIn(row: Row): PageRun {
  const number = (name: string): number => numberIn(row, name);
  const ms = Math.round(number('duration_ms'));
  const counts = [number('failed'), number('unknown'), number('passed')] as const;
  return [
    number('at'),
    textIn(row, 'audit'),
    number('nodes'),
    number('answered'),
    ms,
    ...counts,
    severityIn(row, 'worst'),
  ];
}
