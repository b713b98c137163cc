import { stallProbe } from '../../adapters/collectors/stall-probe.ts';
import type { ConnectionSettings } from '../../ports.ts';
import type { LatencyReading } from '../../report/latency-table.ts';
import { type Pinger, pinger } from './pinger.ts';

/** Of each round, so much time goes to the busy loop: PINGs rest meanwhile, and neither disturbs the other. */
const STALL_PROBE_MS = 100;

export interface WatchOptions {
  readonly settings: ConnectionSettings;
  readonly timeoutMs: number;
  /** Between two readings. */
  readonly roundMs: number;
  /** Ends after so long; undefined goes on until the signal aborts. */
  readonly durationMs?: number;
  readonly signal: AbortSignal;
}

/**
 * Measures all nodes at once, and the stalls of this host in turn with them, and hands out a reading after each
 * round. The last reading is also the result.
 */
export async function watchLatency(
  addresses: readonly string[],
  options: WatchOptions,
  show: (reading: LatencyReading) => void,
): Promise<LatencyReading> {
  const pingers = addresses.map((address) => pinger(address, options.settings, options.timeoutMs));
  const started = performance.now();
  const end = started + (options.durationMs ?? Number.POSITIVE_INFINITY);
  let longestStallUs = 0;
  let probedMs = 0;
  const reading = (): LatencyReading => ({
    seconds: (performance.now() - started) / 1000,
    longestStallUs,
    probedMs,
    nodes: pingers.map(readNode),
  });
  try {
    while (performance.now() < end && !options.signal.aborted) {
      const stall = await stallProbe(STALL_PROBE_MS);
      if (stall.state === 'ok') longestStallUs = Math.max(longestStallUs, stall.value.longestStallUs);
      probedMs += STALL_PROBE_MS;
      const until = Math.min(end, performance.now() + options.roundMs - STALL_PROBE_MS);
      await Promise.all(pingers.map((each) => each.ping(until, options.signal)));
      show(reading());
    }
  } finally {
    await Promise.all(pingers.map((each) => each.close()));
  }
  return reading();
}

function readNode(each: Pinger): LatencyReading['nodes'][number] {
  return { address: each.address, trips: each.trips.summary(), trouble: each.trouble() };
}
