import { indent, table } from './layout.ts';
import { neutralLine } from './neutral.ts';
import { milliseconds } from './words.ts';

/** Round trips of every node so far, and the stalls of the place that measures. */
export interface LatencyReading {
  readonly seconds: number;
  readonly longestStallUs: number;
  /** Time that the busy loop has run. */
  readonly probedMs: number;
  readonly nodes: readonly {
    readonly address: string;
    readonly trips: {
      readonly samples: number;
      readonly minUs: number;
      readonly p50Us: number;
      readonly p99Us: number;
      readonly maxUs: number;
    } | null;
    /** Why the node does not answer; null while it does. */
    readonly trouble: string | null;
  }[];
}

/** The live table of `redis-auditor latency`. */
export function latencyTable({ seconds, longestStallUs, probedMs, nodes }: LatencyReading): string {
  const head = ['node', 'samples', 'min', 'p50', 'p99', 'max', ''];
  const rows = nodes.map(({ address, trips, trouble }) => [
    neutralLine(address),
    String(trips?.samples ?? 0),
    ...(trips === null ? ['-', '-', '-', '-'] : [trips.minUs, trips.p50Us, trips.p99Us, trips.maxUs].map(milliseconds)),
    trouble === null ? '' : neutralLine(trouble),
  ]);
  const stall = `Longest stall of this host: ${milliseconds(longestStallUs)} ms in ${(probedMs / 1000).toFixed(1)} s of an empty loop.`;
  return [
    `Round trips of PING from here, ms, after ${seconds.toFixed(0)} s`,
    ...indent(table([head, ...rows], ['left', 'right', 'right', 'right', 'right', 'right', 'left']), 2),
    stall,
    'A maximum no longer than that may be the host, not the node.',
    '',
  ].join('\n');
}
