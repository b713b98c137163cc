import type { Drill, DrilledShard } from '../core/backup/set-looks.ts';
import { formatBytes } from '../core/byte-size.ts';
import { jsonDocument } from './json.ts';
import { indent, table, wrap } from './layout.ts';
import { neutralise } from './neutral.ts';
import { count, duration } from './words.ts';

/** What came of restoring a set. Ends with a newline. */
export function drillText(given: Drill, width: number): string {
  const { cluster, set, outcome, shards, problems, durationMs } = neutralise(given);
  const slowest = Math.max(0, ...shards.map(({ fetchMs, loadMs }) => fetchMs + (loadMs ?? 0)));
  const head =
    `Cluster ${cluster.id}, set ${set}: ${outcome}. ${count(shards.length, 'RDB')} restored one after the other in ` +
    `${duration(durationMs)}; the slowest one takes ${duration(slowest)}.`;
  const titles = ['shard', 'outcome', 'server', 'keys', 'expired', 'asked for', 'bytes', 'fetch', 'load'];
  const columns = ['left', 'left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'] as const;
  const troubles = [
    ...problems,
    ...shards.flatMap((each) => each.problems.map((problem) => `shard ${each.shard}: ${problem}`)),
  ];
  return `${[
    ...wrap(head, width),
    ...indent(table([titles, ...shards.map(rowOf)], columns), 2),
    ...troubles.flatMap((trouble) => indent(wrap(trouble, width - 2), 2)),
  ].join('\n')}\n`;
}

/** The same for programs. */
export function drillJson(drill: Drill): string {
  return jsonDocument(drill);
}

function rowOf({ shard, outcome, server, keys, sampled, bytes, fetchMs, loadMs }: DrilledShard): readonly string[] {
  const asked = Object.values(sampled).reduce((sum, each) => sum + each, 0);
  return [
    shard,
    outcome,
    server ?? '-',
    `${keys.loaded ?? 0} of ${keys.stored}`,
    String(keys.expired ?? '-'),
    String(asked),
    formatBytes(bytes),
    duration(fetchMs),
    loadMs === null ? '-' : duration(loadMs),
  ];
}
