import type { AuditResult, Explanation, LatencyEventResult, NodeLatency, PingSummary } from '../../core/result.ts';
import { duration, milliseconds } from '../words.ts';

/** A node's round trips. */
export interface RoundTrip {
  readonly address: string;
  readonly role: string;
  /** First slot of its shard, `-` for a node without slots. */
  readonly shard: string;
  readonly ping: PingSummary;
}

/** Nodes with a series, slowest median first when not all are shown. */
export function roundTripsOf(
  result: AuditResult,
  atMost: number,
): { readonly shown: readonly RoundTrip[]; readonly left: number } {
  const nodes = new Map(result.nodes.map((node) => [node.nodeId, node]));
  const all = result.latency.nodes.flatMap(({ nodeId, address, ping }) => {
    const { role = 'unknown', shard = '' } = nodes.get(nodeId) ?? {};
    return ping === null ? [] : [{ address, role, shard: /^\d{1,5}$/.test(shard) ? shard : '-', ping }];
  });
  if (all.length <= atMost) return { shown: all, left: 0 };
  const slowest = all.toSorted((a, b) => b.ping.p99Us - a.ping.p99Us);
  return { shown: slowest.slice(0, atMost), left: all.length - atMost };
}

/** One kind of event on all nodes that saw it since the last audit. */
export interface LatencyNews {
  readonly event: string;
  readonly explanation: Explanation;
  readonly seen: readonly { readonly address: string; readonly at: LatencyEventResult }[];
}

/** Events with new samples, the worst first. */
export function latencyNewsOf(result: AuditResult): readonly LatencyNews[] {
  const news = result.latency.nodes.flatMap((node) =>
    node.events.filter((event) => event.newWorstMs !== null).map((at) => ({ address: node.address, at })),
  );
  return [...Map.groupBy(news, ({ at }) => at.event).values()]
    .map((seen) => seen.toSorted((a, b) => (b.at.newWorstMs ?? 0) - (a.at.newWorstMs ?? 0)))
    .sort((a, b) => (b[0]?.at.newWorstMs ?? 0) - (a[0]?.at.newWorstMs ?? 0))
    .flatMap((seen) => {
      const [first] = seen;
      return first === undefined ? [] : [{ event: first.at.event, explanation: first.at.explanation, seen }];
    });
}

/** How many events have been told before and have not come back. */
export function oldEventCount(result: AuditResult): number {
  return result.latency.nodes.flatMap((node) => node.events).filter((event) => event.newWorstMs === null).length;
}

/**
 * What LATENCY DOCTOR has to say where something is new. Its praise of a healthy server, and its complaint that the
 * monitor is off (a rule says that), are left out.
 */
export function doctorNewsOf(result: AuditResult): readonly { readonly address: string; readonly doctor: string }[] {
  return result.latency.nodes.flatMap(({ address, doctor, events }: NodeLatency) =>
    doctor !== null && hasNews(doctor) && events.some((event) => event.newWorstMs !== null)
      ? [{ address, doctor }]
      : [],
  );
}

function hasNews(doctor: string): boolean {
  return doctor.trim() !== '' && !/no latency spike was observed|monitoring is disabled/i.test(doctor);
}

/** Whether the place that measures stalled for so long that its own stalls are in the figures. */
function isNoisy(result: AuditResult): boolean {
  const stall = result.latency.intrinsic?.longestStallUs ?? 0;
  const medians = result.latency.nodes.flatMap(({ ping }) => ping?.medianUs ?? []).sort((a, b) => a - b);
  const median = medians[Math.floor(medians.length / 2)];
  return median !== undefined && stall > median / 2;
}

/** What the measuring host itself did meanwhile, in words. */
export function stallWords(result: AuditResult): string {
  const { intrinsic } = result.latency;
  if (intrinsic === null) return 'How long this host stalled meanwhile was not measured.';
  const stall = `Longest stall of this host meanwhile: ${milliseconds(intrinsic.longestStallUs)} ms (busy loop of ${duration(intrinsic.durationMs)}).`;
  return isNoisy(result)
    ? `${stall} That is much beside these figures: part of them is this host, not the nodes.`
    : stall;
}
