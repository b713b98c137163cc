import { isComplete, type SaveRun } from './save-run.ts';

/** One line of the kept history: complete on its own, flat enough for SQL. */
export type SaveLine = Readonly<Record<string, unknown>> & { readonly schemaVersion: 1; readonly kind: string };

/** One line for each shard, and one that sums up. */
export function saveLines({
  schemaVersion,
  runId,
  cluster,
  scheduledAt,
  startedAt,
  shards,
  ...rest
}: SaveRun): readonly SaveLine[] {
  const head = { schemaVersion, runId, clusterId: cluster.id, scheduledAt, startedAt };
  const saved = shards.filter(({ outcome }) => outcome === 'ok').length;
  return [
    ...shards.map((shard) => ({ ...head, kind: 'save', ...shard })),
    { ...head, kind: 'summary', ...rest, shards: shards.length, saved, complete: isComplete({ shards, ...rest }) },
  ];
}
