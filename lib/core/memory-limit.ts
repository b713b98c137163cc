import { formatBytes } from './byte-size.ts';
import { fail, pass, skip, type Verdict } from './finding.ts';
import { passWithin } from './narrow-pass.ts';
import type { Policy } from './policy.ts';

/** A node's memory beside its limit, and which part of the way a rule is about. */
export interface MemoryQuestion {
  readonly used: number;
  /** Bytes; 0 for none. */
  readonly limit: number;
  readonly evictionPolicy: string;
  readonly use: Policy['use'];
  readonly failAbovePercent: number;
  /** From above here on another rule speaks. */
  readonly belowPercent?: number;
  readonly clearBelowShare: number;
}

/** Fails when the memory in use is near the limit. In a cache that evicts, a full memory is how it is meant to be. */
export function memoryVerdict(question: MemoryQuestion): Verdict {
  const { used, limit, evictionPolicy, use, failAbovePercent, belowPercent = Number.POSITIVE_INFINITY } = question;
  if (limit === 0) return skip('maxmemory is 0: there is no limit');
  if (use === 'cache' && evictionPolicy !== 'noeviction') return skip('a cache that evicts is meant to be full');
  const percent = (used / limit) * 100;
  const whenFull = evictionPolicy === 'noeviction' ? 'writes are refused' : 'keys are evicted';
  const shown = Math.round(percent * 10) / 10;
  const evidence = {
    usedBytes: used,
    maxmemoryBytes: limit,
    percent: shown,
    maxmemoryPolicy: evictionPolicy,
    whenFull,
  };
  if (percent > belowPercent) return pass(evidence);
  if (percent <= failAbovePercent) {
    const value = { value: percent, limit: failAbovePercent, words: `a share of ${shown} % of maxmemory` };
    return passWithin([value], question.clearBelowShare, evidence);
  }
  const said = `${formatBytes(used)} of ${formatBytes(limit)} are in use, ${shown} % (limit ${failAbovePercent} %)`;
  return fail(`${said}; at 100 % ${whenFull}`, evidence);
}
