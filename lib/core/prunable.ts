import { dayOfIndex, joinedKinds, placeOfSmall } from './storage-keys.ts';

/** What old objects of a store can be pruned by. */
export const prunableKinds = [...joinedKinds, 'indexes', 'messages', 'digests'] as const;

export type PrunableKind = (typeof prunableKinds)[number];

/** An object that may go some day, and the day that it is about, UTC. */
export interface Prunable {
  readonly kind: PrunableKind;
  /** `2026-03-01` */
  readonly day: string;
}

const dayPattern = new RegExp(
  `^(?:(facts)|history/(${joinedKinds.slice(1).join('|')}))/cluster=[^/]+/dt=(\\d{4}-\\d\\d-\\d\\d)/day\\.json\\.gz$`,
);
const messagePattern = /^outbox\/cluster=[^/]+\/dt=(\d{4}-\d\d-\d\d)\/\d{8}T\d{6}\.\d{3}Z-[a-z]+\.txt$/;
const digestPattern =
  /^digests\/cluster=[^/]+\/(\d{4})(\d\d)(\d\d)T\d{6}\.\d{3}Z-(?:day|week)(?:\.html|-told-[^/]+\.json)$/;

/** @returns undefined for state, backups, and whatever no auditor has written: that is never pruned */
export function prunableOf(key: string): Prunable | undefined {
  const small = placeOfSmall(key);
  if (small !== undefined) return small.stored;
  const index = dayOfIndex(key);
  if (index !== undefined) return { kind: 'indexes', day: index.day };
  const [, facts, history, joined] = dayPattern.exec(key) ?? [];
  if (joined !== undefined) return { kind: (facts ?? history) as PrunableKind, day: joined };
  const [, message] = messagePattern.exec(key) ?? [];
  if (message !== undefined) return { kind: 'messages', day: message };
  const [, year, month, day] = digestPattern.exec(key) ?? [];
  return day === undefined ? undefined : { kind: 'digests', day: `${year}-${month}-${day}` };
}
