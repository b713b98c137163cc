/** A query for people, by name. */
export interface NamedQuery {
  readonly name: string;
  readonly description: string;
  /** In what Trino and DuckDB have in common, but for one join: see {@link inDuckDb}. */
  readonly sql: string;
}

/** Both engines expand an array of rows; only Trino makes a column of each field. */
const trinoNodes = 'CROSS JOIN UNNEST(f.nodes) AS n(nodeId, address, config)';
const duckDbNodes =
  'CROSS JOIN LATERAL (SELECT e.nodeId, e.address, e.config FROM (SELECT UNNEST(f.nodes) AS e)) AS n(nodeId, address, config)';

/** The same query for DuckDB. */
export function inDuckDb(sql: string): string {
  return sql.replaceAll(trinoNodes, duckDbNodes);
}

/**
 * What is asked most often of the history. A run that is being joined is there twice for seconds, so that each row is
 * taken once.
 *
 * @param today a date of SQL: the queries look back from it
 */
export function namedQueries(today = 'current_date'): readonly NamedQuery[] {
  const since = (days: number): string => `CAST(CAST(${today} - INTERVAL '${days}' DAY AS date) AS varchar)`;
  return [
    {
      name: 'slowest-shapes',
      description: 'Commands that took most time in the last seven days, by shape',
      sql: `SELECT cluster, command, shape, count(*) AS calls, count(DISTINCT nodeId) AS nodes,
  max(durationUs) / 1000.0 AS slowest_ms, sum(durationUs) / 1000.0 AS total_ms
FROM (
  SELECT DISTINCT cluster, nodeId, id, "at", command, shape, durationUs
  FROM slowlog WHERE kind = 'slowlog' AND dt >= ${since(7)}
) AS entries
GROUP BY cluster, command, shape
ORDER BY total_ms DESC, shape
LIMIT 50`,
    },
    {
      name: 'config-drift',
      description:
        'Settings that changed on a node in the last thirty days: first and last value, and since when at most',
      sql: `SELECT cluster, address, setting, min_by(value, scheduledAt) AS first_value, max_by(value, scheduledAt) AS last_value,
  count(DISTINCT value) AS different_values
FROM (
  SELECT f.cluster, f.scheduledAt, n.address, s.setting, n.config.value[s.setting] AS value
  FROM facts AS f
  ${trinoNodes}
  CROSS JOIN UNNEST(map_keys(n.config.value)) AS s(setting)
  WHERE f.dt >= ${since(30)}
) AS settings
GROUP BY cluster, address, setting
HAVING count(DISTINCT value) > 1
ORDER BY cluster, address, setting`,
    },
    {
      name: 'alert-history',
      description: 'Every change of an alert in the last thirty days, newest first',
      sql: `SELECT DISTINCT a.scheduledAt, a.cluster, a.alert.severity AS severity, a.alert.rule AS rule,
  coalesce(a.alert.resource.address, a.alert.resource.id) AS place, a."from" AS state_before, a."to" AS state, a.reason
FROM alerts AS a
WHERE a.kind = 'transition' AND a.dt >= ${since(30)}
ORDER BY scheduledAt DESC, cluster, rule, place`,
    },
    {
      name: 'loss-window-trend',
      description:
        'Seconds of writes that each way of failing would have taken, by shard and day, for ninety days; and how many audits had no number, because it would take everything or an input was missing',
      sql: `SELECT f.cluster, f.shard, lower(w.way) AS failure, f.dt, max(f.seconds[w.way]) AS worst_seconds,
  min(f.seconds[w.way]) AS best_seconds,
  count(DISTINCT CASE WHEN f.seconds[w.way] IS NULL THEN f.runId END) AS audits_without_number
FROM findings AS f
CROSS JOIN UNNEST(map_keys(f.seconds)) AS w(way)
WHERE f.kind = 'loss' AND f.dt >= ${since(90)}
GROUP BY f.cluster, f.shard, lower(w.way), f.dt
ORDER BY cluster, shard, failure, dt`,
    },
    {
      name: 'incomplete-audits',
      description: 'Audits of the last thirty days that did not hear from every node, newest first',
      sql: `SELECT DISTINCT scheduledAt, cluster, audit, nodes, answered, nodes - answered AS silent
FROM findings
WHERE kind = 'summary' AND answered < nodes AND dt >= ${since(30)}
ORDER BY scheduledAt DESC, cluster, audit`,
    },
  ];
}
