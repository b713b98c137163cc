import { type BackupManifest, bytesOf, type CopiedShard, isWhole } from '../core/backup/manifest.ts';
import type { RetentionVerdict } from '../core/backup/retention.ts';
import type { SavePlan } from '../core/backup/save-plan.ts';
import { formatBytes } from '../core/byte-size.ts';
import { formatSlotRanges } from '../core/slots.ts';
import { jsonDocument } from './json.ts';
import { indent, table, wrap } from './layout.ts';
import { neutralise } from './neutral.ts';
import { savePlanText } from './saves.ts';
import { count, duration } from './words.ts';

/** What was copied from where, and what is wrong with it. Ends with a newline. */
export function copyText(
  given: BackupManifest,
  retention: readonly RetentionVerdict[],
  width: number,
  location: string,
): string {
  const manifest = neutralise(given);
  const { cluster, set, shards, complete, problems } = manifest;
  const copied = shards.filter(isWhole).length;
  const took = duration(Date.parse(manifest.finishedAt) - Date.parse(manifest.startedAt));
  const head =
    `Cluster ${cluster.id}: ${copied} of ${count(shards.length, 'shard')} copied from a replica, ` +
    `${formatBytes(bytesOf(manifest))}, took ${took}`;
  const titles = ['shard', 'replica', 'outcome', 'keys', 'bytes', 'offset', 'took'];
  const rows = table([titles, ...shards.map(rowOf)], ['left', 'left', 'left', 'right', 'right', 'right', 'right']);
  return page([
    wrap(head, width),
    indent(rows, 2),
    ...shards.filter(({ problem }) => problem !== null).map((shard) => troubleWith(shard, width)),
    wrap(`Set ${set} in ${location} is ${complete ? 'complete' : 'NOT complete'}.`, width),
    ...(complete ? [] : [problems.flatMap((problem) => bullet(problem, width))]),
    ...retentionLines(retention, 'Deleted', width),
  ]);
}

/** What would be copied from where, and what deleted. Ends with a newline. */
export function copyPlanText(
  plan: SavePlan,
  clusterId: string,
  retention: readonly RetentionVerdict[],
  width: number,
): string {
  const deleted = retentionLines(retention, 'Would be deleted once a complete set is there', width);
  return `${savePlanText(plan, clusterId, width, 'copied')}${deleted.length === 0 ? '' : `\n${page(deleted)}`}`;
}

/** The same for programs. */
export function copyJson(manifest: BackupManifest, retention: readonly RetentionVerdict[]): string {
  return jsonDocument({ ...manifest, retention });
}

export function copyPlanJson(plan: SavePlan, clusterId: string, retention: readonly RetentionVerdict[]): string {
  return jsonDocument({ schemaVersion: 1, cluster: { id: clusterId }, plan, retention });
}

function rowOf({ shard, node, outcome, rdb, durationMs }: CopiedShard): readonly string[] {
  const content = rdb?.content;
  return [
    shard,
    node?.address ?? '-',
    outcome,
    content == null ? '-' : String(content.keys),
    rdb === null ? '-' : formatBytes(rdb.bytes),
    String(content?.origin.replicationOffset ?? '-'),
    rdb === null ? '-' : duration(durationMs),
  ];
}

function troubleWith({ shard, slots, outcome, node, problem, todo }: CopiedShard, width: number): readonly string[] {
  const place = `Shard ${shard}, slots ${formatSlotRanges(slots)}`;
  return [
    ...wrap(`${place}: ${outcome}${node === null ? '' : ` at ${node.address}`}`, width),
    ...indent(wrap(`${problem}.${todo === null ? '' : ` ${todo}`}`, width - 2), 2),
  ];
}

function retentionLines(
  retention: readonly RetentionVerdict[],
  title: string,
  width: number,
): readonly (readonly string[])[] {
  const deleted = retention.filter(({ verdict }) => verdict === 'delete');
  if (deleted.length === 0) return [];
  return [[`${title}:`, ...deleted.flatMap(({ set, reason }) => bullet(`${set}, ${reason}`, width))]];
}

function bullet(text: string, width: number): readonly string[] {
  const [first = '', ...rest] = wrap(text, width - 4);
  return [`  - ${first}`, ...indent(rest, 4)];
}

function page(blocks: readonly (readonly string[])[]): string {
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
