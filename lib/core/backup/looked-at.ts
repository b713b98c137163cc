import { formatSlotRanges, mergeSlotRanges, SLOT_COUNT, type SlotRange } from '../slots.ts';
import type { BackupSet } from './backup-set.ts';
import { type BackupManifest, isWhole } from './manifest.ts';

/** Why a set is not the whole of 16384 slots, whatever its manifest says of itself; empty when it is. */
export function coverageProblems({ manifest, problems }: BackupSet): readonly string[] {
  if (manifest === null) return problems;
  const missing = missingSlots(manifest);
  const said = missing.length === 0 ? [] : [`no RDB holds slots ${formatSlotRanges(missing)}`];
  return [...new Set([...problems, ...said])];
}

/** Slots of which a set holds no whole RDB. */
export function missingSlots({ shards }: Pick<BackupManifest, 'shards'>): readonly SlotRange[] {
  return gapsIn(mergeSlotRanges(shards.filter(isWhole).flatMap(({ slots }) => slots)));
}

/** The set that was looked at longest ago, one that never was first; of several of them the oldest. */
export function longestAgo(sets: readonly BackupSet[], look: 'verified' | 'drilled'): BackupSet | undefined {
  const at = (set: BackupSet): string => `${set[look]?.at ?? ''} ${set.set} ${set.clusterId}`;
  return [...sets].sort((a, b) => (at(a) < at(b) ? -1 : 1))[0];
}

function gapsIn(covered: readonly SlotRange[]): readonly SlotRange[] {
  const edges: readonly SlotRange[] = [[-1, -1], ...covered, [SLOT_COUNT, SLOT_COUNT]];
  return edges.flatMap(([first], index): readonly SlotRange[] => {
    const end = edges[index - 1]?.[1] ?? -1;
    return index > 0 && first > end + 1 ? [[end + 1, first - 1]] : [];
  });
}
