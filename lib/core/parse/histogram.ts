import type { Histograms } from '../facts.ts';
import { type Observed, ok } from '../observed.ts';
import { isInteger, unknownForm } from './reply.ts';

/** A command called less often is left out: so few calls make no percentile, and every command would be kept. */
const FEWEST_CALLS = 100;

/**
 * Reads `LATENCY HISTOGRAM`: command and its figures in turn, the figures `calls`, a number, `histogram_usec`, and
 * microseconds and calls in turn, both rising.
 */
export function parseHistogram(reply: unknown): Observed<Histograms> {
  if (!Array.isArray(reply)) return unknownForm('LATENCY HISTOGRAM');
  const histograms: Record<string, readonly (readonly [number, number])[]> = {};
  for (let at = 0; at < reply.length; at += 2) {
    const [command, buckets] = [reply[at] as unknown, bucketsOf(reply[at + 1])];
    if (typeof command !== 'string' || buckets === undefined) return unknownForm('LATENCY HISTOGRAM');
    if ((buckets.at(-1)?.[1] ?? 0) >= FEWEST_CALLS && /^[a-z0-9_.|-]{1,64}$/.test(command))
      histograms[command] = buckets;
  }
  return ok(histograms);
}

function bucketsOf(figures: unknown): readonly (readonly [number, number])[] | undefined {
  if (!Array.isArray(figures) || figures[2] !== 'histogram_usec') return undefined;
  const flat: unknown = figures[3];
  if (!Array.isArray(flat) || flat.length % 2 !== 0 || !flat.every(isInteger)) return undefined;
  return Array.from({ length: flat.length / 2 }, (_, index) => [Number(flat[2 * index]), Number(flat[2 * index + 1])]);
}
