import { explainEvent } from './explain/explain.ts';
import type { LatencyReading, LatencySample } from './facts.ts';
import { type Evidence, fail, pass, unknown, type Verdict } from './finding.ts';

/** Which new samples are judged, and how. */
export interface SpikeQuestion {
  readonly reading: LatencyReading;
  /** `latency-monitor-threshold`: the monitor records what took at least this long; 0 switches it off. */
  readonly monitorMs: number;
  readonly failAtMs: number;
  readonly concerns: (event: string) => boolean;
}

/** Samples named in the evidence of one finding. */
const NAMED_SAMPLES = 5;

/** Fails when a new sample of the events in question is long enough. An empty monitor proves nothing while it is off. */
export function spikeVerdict({ reading, monitorMs, failAtMs, concerns }: SpikeQuestion): Verdict {
  if (monitorMs === 0) return unknown('the latency monitor is off (latency-monitor-threshold 0)');
  if (reading.since === 'first-visit') return unknown('there is no earlier visit to count from');
  const spikes = reading.newSamples
    .filter(({ event, ms }) => concerns(event) && ms >= failAtMs)
    .sort((a, b) => b.ms - a.ms || b.at - a.at);
  const [longest] = spikes;
  if (longest === undefined) return unseen(monitorMs, failAtMs) ?? pass();
  const more = spikes.length === 1 ? '' : `, the longest of ${spikes.length} samples`;
  return fail(`${longest.event} of ${longest.ms} ms (limit ${failAtMs} ms)${more}`, {
    longestMs: longest.ms,
    count: spikes.length,
    samples: spikes.slice(0, NAMED_SAMPLES).map(asEvidence),
    events: [...new Set(spikes.map(({ event }) => event))].map(explained),
  });
}

/** A monitor coarser than the limit leaves out what the limit asks about. */
function unseen(monitorMs: number, failAtMs: number): Verdict | undefined {
  if (monitorMs <= failAtMs) return undefined;
  return unknown(`the latency monitor records from ${monitorMs} ms, the limit is ${failAtMs} ms`, { monitorMs });
}

function asEvidence({ event, at, ms }: LatencySample): Evidence {
  return { event, at: new Date(at * 1000).toISOString(), ms };
}

function explained(event: string): Evidence {
  const { what, why, todo } = explainEvent(event);
  return { event, what, why, todo };
}
