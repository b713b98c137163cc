import type { History } from '../../history/read-model.ts';
import type { Row } from '../../history/rows.ts';
import type { LatencyBand, LatencyEventRow, LatencyPage } from '../page-data.ts';
import type { NodeList } from './node-list.ts';
import { byCluster, numberIn, numberOrNull, stepOf, textIn } from './values.ts';

/** Round trips by node and step, stalls of the place that measured them, and what latency monitors noted. */
export async function latencyParts(
  history: History,
  step: number,
): Promise<(cluster: string, nodes: NodeList) => LatencyPage> {
  const [bands, stalls, events] = await Promise.all([
    history.rows(`
      SELECT cluster, node_id, ${stepOf('due_at', step)} AS step, round(median(ping_median_us)) AS median,
        round(max(ping_p95_us)) AS p95, round(max(ping_max_us)) AS longest
      FROM nodes WHERE ping_median_us IS NOT NULL GROUP BY ALL ORDER BY step`),
    history.rows(`
      SELECT cluster, ${stepOf('due_at', step)} AS step, round(max(stall_us)) AS stall
      FROM visits WHERE stall_us IS NOT NULL GROUP BY ALL ORDER BY step`),
    history.rows(`
      WITH samples AS (
        SELECT cluster, node_id, unnest(CAST(latency_events AS JSON[])) AS sample
        FROM nodes WHERE latency_events IS NOT NULL)
      SELECT cluster, node_id, sample ->> 'event' AS event,
        ${stepOf("make_timestamp(CAST(sample ->> 'at' AS BIGINT) * 1000000)", step)} AS step,
        count(DISTINCT sample ->> 'at') AS n, max(CAST(sample ->> 'ms' AS DOUBLE)) AS longest
      FROM samples GROUP BY ALL ORDER BY step, node_id, event`),
  ]);
  const [bandsOf, stallsOf, eventsOf] = [byCluster(bands), byCluster(stalls), byCluster(events)];
  return (cluster, nodes) => ({
    bands: bandsIn(bandsOf(cluster), nodes),
    stalls: stallsOf(cluster).map((row) => [numberIn(row, 'step'), numberIn(row, 'stall')]),
    events: eventsIn(eventsOf(cluster), nodes),
  });
}

function bandsIn(rows: readonly Row[], nodes: NodeList): readonly LatencyBand[] {
  const groups = Map.groupBy(rows, (row) => nodes.placeOf(textIn(row, 'node_id')) ?? -1);
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([node, of]) => ({
      node,
      points: of.map((row) => [
        numberIn(row, 'step'),
        numberIn(row, 'median'),
        numberOrNull(row, 'p95'),
        numberIn(row, 'longest'),
      ]),
    }));
}

function eventsIn(rows: readonly Row[], nodes: NodeList): readonly LatencyEventRow[] {
  return rows.map((row) => ({
    node: nodes.placeOf(textIn(row, 'node_id')) ?? -1,
    event: textIn(row, 'event'),
    at: numberIn(row, 'step'),
    count: numberIn(row, 'n'),
    maxMs: numberIn(row, 'longest'),
  }));
}
