import type { ReplicaVerdict, SavePlan } from '../core/backup/save-plan.ts';
import { isComplete, type SaveMeasurements, type SaveRun, type ShardSave } from '../core/backup/save-run.ts';
import { formatBytes } from '../core/byte-size.ts';
import { formatSlotRanges, type SlotRange } from '../core/slots.ts';
import { jsonDocument } from './json.ts';
import { indent, table, wrap } from './layout.ts';
import { neutralise } from './neutral.ts';
import { count, duration, milliseconds } from './words.ts';

/** Which replica would save each shard, and why. Ends with a newline. */
export function savePlanText(
  given: SavePlan,
  clusterId: string,
  width: number,
  verb: 'saved' | 'copied' = 'saved',
): string {
  const plan = neutralise(given);
  const fit = plan.shards.filter(({ chosen }) => chosen !== null).length;
  const rounds =
    plan.rounds.length > 1
      ? `, in ${count(plan.rounds.length, 'round')}: one ${verb === 'saved' ? 'save' : 'copy'} on a host at a time`
      : '';
  const head = `Cluster ${clusterId}: ${fit} of ${count(plan.shards.length, 'shard')} can be ${verb} ${verb === 'saved' ? 'on' : 'from'} a replica${rounds}`;
  const blocks = plan.shards.map(({ shard, slots, primary, round, replicas }) => [
    ...wrap(
      `${placeOf(shard, slots)}, primary ${primary}: ${round === null ? `not ${verb}` : `round ${round}`}`,
      width,
    ),
    ...replicaLines(replicas, width),
    ...(replicas.length === 0 ? ['  no replica'] : []),
  ]);
  return page([wrap(head, width), ...blocks, ...uncoveredLines(plan.uncovered, width)]);
}

/** What became of each shard. Ends with a newline. @param keptIn where the run is kept, if it is */
export function saveRunText(given: SaveRun, width: number, keptIn?: string): string {
  const run = neutralise(given);
  const saved = run.shards.filter(({ outcome }) => outcome === 'ok').length;
  const head = `Cluster ${run.cluster.id}: ${saved} of ${count(run.shards.length, 'shard')} saved on a replica, took ${duration(run.durationMs)}`;
  const rows = run.shards.map(({ shard, node, outcome, measured }) => [
    shard,
    node?.address ?? '-',
    outcome,
    ...cells(measured),
  ]);
  const titles = ['shard', 'replica', 'outcome', 'fork, ms', 'save, s', 'copied'];
  const missing = run.shards.filter(({ outcome }) => outcome !== 'ok');
  return page([
    wrap(head, width),
    indent(table([titles, ...rows], ['left', 'left', 'left', 'right', 'right', 'right']), 2),
    ...missing.map((shard) => missingLines(shard, width)),
    ...uncoveredLines(run.uncovered, width),
    ...(keptIn === undefined ? [] : [[`Stored in ${keptIn}`]]),
  ]);
}

/** The same for programs. */
export function savePlanJson(plan: SavePlan, clusterId: string): string {
  return jsonDocument({ schemaVersion: 1, cluster: { id: clusterId }, plan });
}

export function saveRunJson(run: SaveRun): string {
  return jsonDocument({ ...run, complete: isComplete(run) });
}

function cells(measured: SaveMeasurements | null): readonly string[] {
  if (measured === null) return ['-', '-', '-'];
  const { forkUs, seconds, copiedBytes } = measured;
  return [
    forkUs === null ? '-' : milliseconds(forkUs),
    seconds === null ? '-' : String(seconds),
    copiedBytes === null ? '-' : formatBytes(copiedBytes),
  ];
}

function missingLines({ shard, slots, outcome, reason, todo, replicas, node }: ShardSave, width: number) {
  return [
    ...wrap(`${placeOf(shard, slots)}: ${outcome}${node === null ? '' : ` at ${node.address}`}`, width),
    ...indent(wrap(`${reason}.${todo === null ? '' : ` ${todo}`}`, width - 2), 2),
    ...(node === null ? replicaLines(replicas, width) : []),
  ];
}

function replicaLines(replicas: readonly ReplicaVerdict[], width: number): readonly string[] {
  return replicas.flatMap(({ address, verdict, reason, notes }) => {
    const [first = '', ...rest] = wrap(`${address} ${verdict}: ${[reason, ...notes].join('; ')}`, width - 4);
    return [`  ${first}`, ...indent(rest, 4)];
  });
}

function uncoveredLines(uncovered: readonly SlotRange[], width: number): readonly (readonly string[])[] {
  if (uncovered.length === 0) return [];
  return [wrap(`Nobody owns slots ${formatSlotRanges(uncovered)}: what was in them is not saved.`, width)];
}

function placeOf(shard: string, slots: readonly SlotRange[]): string {
  return `Shard ${shard}, slots ${formatSlotRanges(slots)}`;
}

function page(blocks: readonly (readonly string[])[]): string {
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
