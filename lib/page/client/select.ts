import type { ClusterPage, PageData, PageResource, PageSeverity, SlowShape, TopologyAt } from '../page-data.ts';
import type { ViewState } from './state.ts';

/** A part of the time that the page has; its end is left out. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The time that is shown: what was asked for, as far as the page has it. */
export function rangeOf(data: PageData, { from, to }: Pick<ViewState, 'from' | 'to'>): TimeRange {
  const begin = Math.min(Math.max(from ?? data.from, data.from), data.to);
  const end = Math.max(Math.min(to ?? data.to, data.to), data.from);
  return begin < end ? { from: begin, to: end } : { from: data.from, to: data.to };
}

/** The steps that lie in a range, the one in which it begins too. */
export function inRange(at: number, { from, to }: TimeRange, step = 0): boolean {
  return at + step > from - (step === 0 ? 1 : 0) && at < to;
}

export function clusterOf(data: PageData, state: Pick<ViewState, 'cluster'>): ClusterPage | undefined {
  return data.clusters.find(({ id }) => id === state.cluster) ?? data.clusters[0];
}

/** Whether what an alert or a finding is about is the node that was chosen, or its shard. */
export function isAbout({ kind, address, shard }: PageResource, node: string, shardOfNode: string | null): boolean {
  if (node === '' || kind === 'cluster') return true;
  return kind === 'node' ? address === node : shardOfNode === null || shard === shardOfNode;
}

/** First slot of the shard in which a node was last. */
export function shardOf({ topologies }: ClusterPage, node: string): string | null {
  return topologies.at(-1)?.members.find(({ address }) => address === node)?.shard ?? null;
}

export function isChosen(severity: PageSeverity, chosen: readonly PageSeverity[]): boolean {
  return chosen.includes(severity);
}

/** The picture of the cluster at a time: the last one that began by then, or the first. */
export function topologyAt(topologies: readonly TopologyAt[], at: number): TopologyAt | undefined {
  return topologies.findLast((each) => each.at <= at) ?? topologies[0];
}

/** What a shape of slow commands came to in a part of the time, on the nodes that were chosen. */
export interface ShapeSums {
  readonly index: number;
  readonly shape: SlowShape;
  readonly count: number;
  readonly totalUs: number;
  /** Upper end of the quarter of a doubling in which it lies. */
  readonly p99Us: number;
  readonly maxUs: number;
  /** By step. */
  readonly trend: ReadonlyMap<number, Sums>;
  readonly byNode: ReadonlyMap<number, Sums>;
}

export interface Sums {
  readonly count: number;
  readonly totalUs: number;
  readonly maxUs: number;
}

/** Shapes that took any time, those that took the most first. @param node place of a node; undefined for all */
export function sumShapes({ slow }: ClusterPage, range: TimeRange, node: number | undefined): readonly ShapeSums[] {
  const byShape = Map.groupBy(
    slow.cells.filter(([, of, at]) => (node === undefined || of === node) && inRange(at, range, slow.step)),
    ([shape]) => shape,
  );
  const sums = [...byShape].flatMap(([index, cells]): readonly ShapeSums[] => {
    const shape = slow.shapes[index];
    const trend = new Map<number, Sums>();
    const byNode = new Map<number, Sums>();
    const bins = new Map<number, number>();
    let all = nothing;
    for (const [, of, at, bin, count, totalUs, maxUs] of cells) {
      const cell = { count, totalUs, maxUs };
      all = plus(all, cell);
      trend.set(at, plus(trend.get(at), cell));
      byNode.set(of, plus(byNode.get(of), cell));
      bins.set(bin, (bins.get(bin) ?? 0) + count);
    }
    return shape === undefined
      ? []
      : [{ index, shape, ...all, p99Us: Math.min(all.maxUs, quantile(bins, 0.99)), trend, byNode }];
  });
  return sums.sort((a, b) => b.totalUs - a.totalUs);
}

const nothing: Sums = { count: 0, totalUs: 0, maxUs: 0 };

function plus(a: Sums = nothing, b: Sums): Sums {
  return { count: a.count + b.count, totalUs: a.totalUs + b.totalUs, maxUs: Math.max(a.maxUs, b.maxUs) };
}

/** @param bins `floor(4 log2 µs)` → count */
export function quantile(bins: ReadonlyMap<number, number>, part: number): number {
  const sorted = [...bins].sort(([a], [b]) => a - b);
  const wanted = sorted.reduce((sum, [, count]) => sum + count, 0) * part;
  let seen = 0;
  for (const [bin, count] of sorted) {
    seen += count;
    if (seen >= wanted) return 2 ** ((bin + 1) / 4);
  }
  return 0;
}
