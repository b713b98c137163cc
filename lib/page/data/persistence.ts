import type { History } from '../../history/read-model.ts';
import type { Row } from '../../history/rows.ts';
import type { PageSave, PersistenceNode, PersistencePage } from '../page-data.ts';
import type { NodeList } from './node-list.ts';
import { byCluster, numberIn, numberOrNull, seconds, stepOf, textIn, textOrNull } from './values.ts';

const DAY = 86_400;

/** Directives that decide what survives; those that were never asked for are not there. */
const directives = ['appendonly', 'appendfsync', 'save', 'no-appendfsync-on-rewrite', 'stop-writes-on-bgsave-error'];

/** How each node persists as of its newest audit, how long its forks took, and what became of saves. */
export async function persistenceParts(
  history: History,
): Promise<(cluster: string, nodes: NodeList) => PersistencePage> {
  const newest = (column: string, name = column): string =>
    `arg_max(${column}, due_at) FILTER (WHERE ${column} IS NOT NULL) AS ${name}`;
  const settings = directives.map((name) => `${newest(`config['${name}']`, `"${name}"`)}`).join(', ');
  const [now, forks, saves] = await Promise.all([
    history.rows(`
      SELECT cluster, node_id, ${seconds('max(due_at) FILTER (WHERE answered)')} AS answered_at, ${newest('aof_enabled')},
        ${newest('last_save_unix_s')}, ${newest('changes_since_save')}, ${newest('aof_size_bytes')},
        ${newest('aof_delayed_fsyncs')}, ${settings}
      FROM nodes GROUP BY cluster, node_id`),
    history.rows(`
      SELECT cluster, node_id, ${stepOf('due_at', DAY)} AS day, max(last_fork_us) AS fork, max(used_memory_bytes) AS used
      FROM nodes WHERE last_fork_us IS NOT NULL GROUP BY ALL ORDER BY day`),
    history.rows(`
      SELECT cluster, ${seconds('due_at')} AS "at", shard, address, outcome, reason, seconds, fork_us
      FROM saves ORDER BY "at" DESC, shard LIMIT 2000`),
  ]);
  const [nowOf, forksOf, savesOf] = [byCluster(now), byCluster(forks), byCluster(saves)];
  return (cluster, { placeOf }) => {
    const byNode = Map.groupBy(forksOf(cluster), (row) => textIn(row, 'node_id'));
    const nodes = nowOf(cluster).flatMap((row) => {
      const node = placeOf(textIn(row, 'node_id'));
      return node === undefined ? [] : [nodeIn(row, node, byNode.get(textIn(row, 'node_id')) ?? [])];
    });
    return { nodes: nodes.sort((a, b) => a.node - b.node), saves: savesOf(cluster).map(saveIn) };
  };
}

function nodeIn(row: Row, node: number, forks: readonly Row[]): PersistenceNode {
  const { aof_enabled: aof } = row;
  const settings = directives.flatMap((name) => {
    const value = textOrNull(row, name);
    return value === null ? [] : [[name, value] as const];
  });
  return {
    node,
    at: numberIn(row, 'answered_at'),
    aof: typeof aof === 'boolean' ? aof : null,
    lastSaveAt: numberOrNull(row, 'last_save_unix_s'),
    changesSinceSave: numberOrNull(row, 'changes_since_save'),
    aofBytes: numberOrNull(row, 'aof_size_bytes'),
    delayedFsyncs: numberOrNull(row, 'aof_delayed_fsyncs'),
    settings: Object.fromEntries(settings),
    forks: forks.map((each) => [numberIn(each, 'day'), numberIn(each, 'fork'), numberOrNull(each, 'used')]),
  };
}

function saveIn(row: Row): PageSave {
  return {
    at: numberIn(row, 'at'),
    shard: textIn(row, 'shard'),
    address: textOrNull(row, 'address'),
    outcome: textIn(row, 'outcome'),
    reason: textIn(row, 'reason'),
    seconds: numberOrNull(row, 'seconds'),
    forkUs: numberOrNull(row, 'fork_us'),
  };
}
