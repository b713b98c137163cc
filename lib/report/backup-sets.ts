import type { BackupSet } from '../core/backup/backup-set.ts';
import { bytesOf } from '../core/backup/manifest.ts';
import type { PastLook, Verification } from '../core/backup/set-looks.ts';
import { formatBytes } from '../core/byte-size.ts';
import { jsonDocument } from './json.ts';
import { indent, table, wrap } from './layout.ts';
import { neutralise } from './neutral.ts';
import { count, duration, time } from './words.ts';

/** The sets of a store, newest first. Ends with a newline. */
export function setsText(given: readonly BackupSet[], location: string): string {
  const sets = neutralise(given);
  if (sets.length === 0) return `No set in ${location}.\n`;
  const rows = sets.map(({ clusterId, set, state, manifest, verified, drilled }) => [
    clusterId,
    set,
    state,
    manifest === null ? '-' : String(manifest.shards.length),
    manifest === null ? '-' : formatBytes(bytesOf(manifest)),
    lookText(verified),
    lookText(drilled),
  ]);
  const titles = ['cluster', 'set', 'state', 'shards', 'bytes', 'verified', 'restored'];
  const lines = table([titles, ...rows], ['left', 'left', 'left', 'right', 'right', 'left', 'left']);
  const troubles = sets.flatMap(({ set, problems }) => problems.map((problem) => `${set}: ${problem}`));
  return `${[...lines, ...(troubles.length === 0 ? [] : ['', ...troubles])].join('\n')}\n`;
}

export function setsJson(sets: readonly BackupSet[]): string {
  return jsonDocument({ schemaVersion: 1, sets });
}

/** What came of reading sets again. Ends with a newline. */
export function verificationsText(given: readonly Verification[], width: number): string {
  return neutralise(given)
    .map((verification) => verificationLines(verification, width).join('\n'))
    .join('\n\n')
    .concat('\n');
}

export function verificationsJson(verifications: readonly Verification[]): string {
  return jsonDocument({ schemaVersion: 1, verifications });
}

function verificationLines(
  { cluster, set, outcome, level, durationMs, shards, problems }: Verification,
  width: number,
) {
  const bytes = shards.reduce((sum, shard) => sum + shard.bytes, 0);
  const rate = durationMs === 0 ? '' : `, ${formatBytes((bytes / durationMs) * 1000)}/s`;
  const head =
    `Cluster ${cluster.id}, set ${set}: ${outcome} at level ${level}. ` +
    `${count(shards.length, 'RDB')}, ${formatBytes(bytes)} read in ${duration(durationMs)}${rate}.`;
  const rows = shards.map((shard) => [
    shard.file,
    shard.outcome,
    shard.keys === null ? '-' : String(shard.keys),
    formatBytes(shard.bytes),
  ]);
  const troubles = [
    ...problems,
    ...shards.flatMap((shard) => shard.problems.map((problem) => `${shard.file}: ${problem}`)),
  ];
  return [
    ...wrap(head, width),
    ...indent(table([['RDB', 'outcome', 'keys', 'bytes'], ...rows], ['left', 'left', 'right', 'right']), 2),
    ...troubles.flatMap((trouble) => indent(wrap(trouble, width - 2), 2)),
  ];
}

function lookText(look: PastLook | null): string {
  if (look === null) return 'never';
  return `${time(look.at).slice(0, 16)} ${look.outcome}${look.level === null ? '' : ` (level ${look.level})`}`;
}
