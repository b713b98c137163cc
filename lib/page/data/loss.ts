import { failures } from '../../core/loss-result.ts';
import type { History } from '../../history/read-model.ts';
import type { Row } from '../../history/rows.ts';
import type { LossPage, LossPoint, LossShard, LossWord } from '../page-data.ts';
import { byCluster, numberIn, numberOrNull, seconds, stepOf, textIn } from './values.ts';

/** What each failure would take from each shard, over time. In each step the worst estimate counts. */
export async function lossParts(history: History, step: number): Promise<(cluster: string) => LossPage> {
  const [points, newest] = await Promise.all([
    history.rows(`
      SELECT cluster, shard, failure, ${stepOf('due_at', step)} AS step, max(seconds) AS most,
        bool_or(coalesce(everything, false)) AS everything, bool_or(coalesce(unknown, false)) AS missing,
        bool_or(coalesce(at_least, false)) AS least
      FROM loss GROUP BY ALL ORDER BY step`),
    history.rows(`
      SELECT cluster, shard, primary_address, status, reason, max_loss_s, ${seconds('due_at')} AS "at" FROM loss
      QUALIFY row_number() OVER (PARTITION BY cluster, shard ORDER BY due_at DESC) = 1`),
  ]);
  const [pointsOf, newestOf] = [byCluster(points), byCluster(newest)];
  return (cluster) => {
    const byShard = Map.groupBy(pointsOf(cluster), (row) => textIn(row, 'shard'));
    const shards = newestOf(cluster).map((row) => shardIn(row, byShard.get(textIn(row, 'shard')) ?? []));
    return { shards: shards.sort((a, b) => Number(a.shard) - Number(b.shard)) };
  };
}

function shardIn(row: Row, points: readonly Row[]): LossShard {
  const byFailure = Map.groupBy(points, (point) => textIn(point, 'failure'));
  return {
    shard: textIn(row, 'shard'),
    primary: textIn(row, 'primary_address'),
    status: textIn(row, 'status'),
    reason: textIn(row, 'reason'),
    maxLossSeconds: numberOrNull(row, 'max_loss_s'),
    failures: failures.flatMap((failure) => {
      const found = byFailure.get(failure);
      return found === undefined ? [] : [{ failure, points: changesOnly(found.map(pointIn)) }];
    }),
  };
}

function pointIn(row: Row): LossPoint {
  const most = numberOrNull(row, 'most');
  return [numberIn(row, 'step'), most === null ? null : Math.round(most * 10) / 10, wordOf(row, most)];
}

/** The worst that any audit of the step said. */
function wordOf(row: Row, most: number | null): LossWord {
  if (row.everything === true) return 'everything';
  if (row.missing === true) return 'unknown';
  if (most === null) return 'none';
  return row.least === true ? 'at least' : '';
}

/** Points that say the same as the one before are left out; the last one stays, as it says until when. */
export function changesOnly(points: readonly LossPoint[]): readonly LossPoint[] {
  return points.filter(([, most, word], index) => {
    const before = points[index - 1];
    return index === points.length - 1 || before === undefined || before[1] !== most || before[2] !== word;
  });
}
