import type { ObjectKind } from './source.ts';

/** One column of a table. */
export interface Column {
  readonly name: string;
  readonly type: string;
  /** How DuckDB gets it from a line. */
  readonly from: string;
  /** What it is, with its unit. */
  readonly means: string;
}

/** A table over the stored history. */
export interface HistoryTable {
  readonly name: string;
  readonly means: string;
  /** Objects of which kind it is made of. */
  readonly kind: ObjectKind;
  /** Which lines it takes, and what else it does to them. */
  readonly where: string;
  /** Columns of lists that become rows. */
  readonly unnest?: string;
  readonly columns: readonly Column[];
}

export const column = (name: string, type: string, from: string, means: string): Column => ({
  name,
  type,
  from,
  means,
});

/** What every line of an audit has. */
export const runColumns: readonly Column[] = [
  column('cluster', 'VARCHAR', 'clusterId', 'id of the cluster'),
  column('due_at', 'TIMESTAMP', 'scheduledAt', 'when the audit was due, UTC'),
  column('audit', 'VARCHAR', 'audit', 'its kind: full, slowlog, latency, topology, persistence'),
  column('run_id', 'VARCHAR', 'runId', 'the audit; all its lines have the same'),
];

/** @param resource the field that holds it */
export const resourceColumns = (resource: string): readonly Column[] => [
  column('resource_kind', 'VARCHAR', `${resource}.kind`, 'cluster, shard or node'),
  column(
    'resource_id',
    'VARCHAR',
    `${resource}.id`,
    "a node's 40 hex digits, the first slot of a shard, the cluster's id",
  ),
  column('address', 'VARCHAR', `${resource}.address`, 'host:port then'),
  column(
    'shard',
    'VARCHAR',
    `CASE ${resource}.kind WHEN 'shard' THEN ${resource}.id ELSE ${resource}.shard END`,
    'first slot of the shard it is, or is in',
  ),
];
