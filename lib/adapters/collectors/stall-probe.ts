import { ok } from '../../core/observed.ts';
import type { StallProbe } from '../../ports.ts';

/**
 * Runs an empty loop and keeps the longest time between two looks at the clock: what the host itself, its hypervisor
 * or its neighbours do to any measurement taken here (`redis-cli --intrinsic-latency` does the same). It holds the
 * only thread of this process on purpose: nothing of our own can then be mistaken for a stall.
 */
export const stallProbe: StallProbe = async (durationMs) => {
  const started = performance.now();
  const end = started + durationMs;
  let last = started;
  let longest = 0;
  for (let now = started; now < end; now = performance.now()) {
    if (now - last > longest) longest = now - last;
    last = now;
  }
  return ok({ durationMs, longestStallUs: Math.round(longest * 1000) });
};
