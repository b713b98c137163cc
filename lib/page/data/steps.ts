import type { HistoryRange } from '../../history/source.ts';

/** The ends of a range and the steps by which it is counted, in seconds. */
export interface Steps {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Up to this many seconds everything is counted by hours. */
const LONGEST_BY_HOURS = 62 * DAY;

export function stepsIn(range: Pick<HistoryRange, 'from' | 'to'>): Steps {
  const from = Math.floor(Date.parse(range.from) / 1000);
  const to = Math.ceil(Date.parse(range.to) / 1000);
  return { from, to, step: to - from <= LONGEST_BY_HOURS ? HOUR : DAY };
}
