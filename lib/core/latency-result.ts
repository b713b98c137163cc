import { explainEvent } from './explain/explain.ts';
import type { ClusterFacts, LatencyEvent, LatencyReading, NodeFacts } from './facts.ts';
import { summarisePings } from './ping-summary.ts';
import type { LatencyEventResult, LatencyResult, NodeLatency } from './result.ts';

/** Round trips and latency events of every node, beside the stalls of the place that measured. */
export function latencyResult(facts: ClusterFacts): LatencyResult {
  return {
    intrinsic: facts.intrinsic.state === 'ok' ? facts.intrinsic.value : null,
    nodes: facts.nodes.map(nodeLatency),
  };
}

function nodeLatency({ nodeId, address, ping, latency, latencyDoctor }: NodeFacts): NodeLatency {
  return {
    nodeId,
    address,
    ping: ping.state === 'ok' ? summarisePings(ping.value) : null,
    events: latency.state === 'ok' ? eventResults(latency.value) : [],
    doctor: latencyDoctor.state === 'ok' ? latencyDoctor.value : null,
  };
}

function eventResults(reading: LatencyReading): readonly LatencyEventResult[] {
  const worst = (event: LatencyEventResult): number => event.newWorstMs ?? -1;
  return reading.events
    .map((event) => eventResult(event, newWorst(reading, event.event)))
    .sort((a, b) => worst(b) - worst(a) || b.maxMs - a.maxMs || (a.event < b.event ? -1 : 1));
}

/** On a first visit no sample is known to be new. */
function newWorst({ since, newSamples }: LatencyReading, event: string): number | null {
  const samples = since === 'first-visit' ? [] : newSamples.filter((sample) => sample.event === event);
  return samples.length === 0 ? null : Math.max(...samples.map((sample) => sample.ms));
}

function eventResult({ event, at, latestMs, maxMs }: LatencyEvent, newWorstMs: number | null): LatencyEventResult {
  const { what, why, todo } = explainEvent(event);
  return {
    event,
    latestAt: new Date(at * 1000).toISOString(),
    latestMs,
    maxMs,
    newWorstMs,
    explanation: { what, why, todo },
  };
}
