import * as v from 'valibot';
import { COUNT_FROM_MS, isAuditorsOwn, isReplicated, type PrimaryAddress } from '../slow-entries.ts';
import { DAY_MS } from '../time-span.ts';
import { capped, type SlowDigest, type SlowDigestShape } from './digest.ts';
import { foldIds, type IdFold, lostEntries } from './lost-entries.ts';
import type { Period } from './period.ts';

const text = v.string();

/** One line of the history of slow logs. */
const line = v.object({
  schemaVersion: v.literal(1),
  kind: v.literal('slowlog'),
  nodeId: text,
  address: text,
  id: v.number(),
  at: v.number(),
  durationUs: v.number(),
  command: text,
  shape: text,
  pattern: text,
  argumentCount: v.number(),
  client: text,
  clientName: text,
});

export type SlowLine = v.InferOutput<typeof line>;

/** @returns null when the lines of an object are not of the form of a history of slow logs */
export function parseSlowLines(lines: readonly unknown[]): readonly SlowLine[] | null {
  const parsed = v.safeParse(v.array(line), lines);
  return parsed.success ? parsed.output : null;
}

/** Shapes in a digest. */
const MOST_SHAPES = 10;

/** Shapes that are kept apart while the lines go by; of more than twice as many the least are forgotten. */
const KEPT_SHAPES = 1000;

/** Nodes named for a shape. */
const MOST_NODES = 5;

/** The slow logs of a period, line by line: it grows with the number of shapes, up to a bound, not of entries. */
export interface SlowFold {
  entries: number;
  shapes: Map<string, ShapeSum>;
  /** There were more shapes than are kept apart: one that was forgotten and came back is not summed up in full. */
  forgotten: boolean;
  readonly ids: IdFold;
}

interface ShapeSum {
  readonly shape: string;
  readonly command: string;
  count: number;
  longestUs: number;
  totalUs: number;
  readonly nodes: Map<string, number>;
}

export function noSlowLines(): SlowFold {
  return { entries: 0, shapes: new Map(), forgotten: false, ids: new Map() };
}

/**
 * Takes up the lines of one audit; audits come oldest first. What counts is what counts in a report: not the auditor's
 * own commands, nor what a replica does because its primary did. The first visit of a node finds what the log happened
 * to hold: of that what is older than a day before the period is left out.
 *
 * @param followed node id → whom it follows, as the newest audit has it; replicas of before count by that
 */
export function foldSlowLines(
  fold: SlowFold,
  lines: readonly SlowLine[],
  period: Period,
  followed: ReadonlyMap<string, PrimaryAddress>,
): void {
  const oldest = (Date.parse(period.from) - DAY_MS) / 1000;
  foldIds(fold.ids, lines);
  for (const each of lines) {
    const isSlow = each.durationUs >= COUNT_FROM_MS * 1000 && each.at >= oldest;
    if (isSlow && !isAuditorsOwn(each) && !isReplicated(each, followed.get(each.nodeId))) add(fold, each);
  }
  if (fold.shapes.size > 2 * KEPT_SHAPES) forgetTheLeast(fold);
}

function add(fold: SlowFold, { pattern, shape, command, durationUs, address }: SlowLine): void {
  const sum = fold.shapes.get(pattern) ?? { shape, command, count: 0, longestUs: 0, totalUs: 0, nodes: new Map() };
  fold.shapes.set(pattern, sum);
  fold.entries += 1;
  sum.count += 1;
  sum.longestUs = Math.max(sum.longestUs, durationUs);
  sum.totalUs += durationUs;
  sum.nodes.set(address, (sum.nodes.get(address) ?? 0) + 1);
}

function forgetTheLeast(fold: SlowFold): void {
  const sorted = [...fold.shapes].sort(([, a], [, b]) => b.totalUs - a.totalUs);
  fold.shapes = new Map(sorted.slice(0, KEPT_SHAPES));
  fold.forgotten = true;
}

export function slowDigest(fold: SlowFold): SlowDigest {
  const shapes = [...fold.shapes.values()]
    .sort((a, b) => b.totalUs - a.totalUs || b.longestUs - a.longestUs || (a.shape < b.shape ? -1 : 1))
    .map(digestShape);
  const { all, shown } = capped(shapes, MOST_SHAPES);
  return { entries: fold.entries, shapes: { all, shown }, manyShapes: fold.forgotten, lost: lostEntries(fold.ids) };
}

function digestShape({ shape, command, count, longestUs, totalUs, nodes }: ShapeSum): SlowDigestShape {
  const names = [...nodes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([address]) => address);
  const more = names.length - MOST_NODES;
  return {
    shape,
    command,
    count,
    longestUs,
    totalUs,
    nodes: more > 0 ? [...names.slice(0, MOST_NODES), `${more} more`] : names,
  };
}
