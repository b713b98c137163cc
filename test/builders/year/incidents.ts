import { type Condition, yearNodes } from './cluster.ts';
import { type Random, seeded } from './random.ts';

/** Something that happened, and from when until when it could be seen. Milliseconds since 1970. */
export interface Incident {
  readonly kind: 'failover' | 'restart' | 'config' | 'disk';
  readonly from: number;
  readonly to: number;
  readonly node: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * What goes wrong in a year: about every seven weeks a primary dies and a replica takes over, a rolling upgrade each
 * quarter, now and then a setting that somebody changes and changes back, and a disk that stalls for half an hour.
 */
export function incidentsOf(from: number, to: number, seed: number): readonly Incident[] {
  const random = seeded(seed);
  return [
    ...spread(random, from, to, 49 * DAY).map((at) =>
      incident('failover', at, at + (20 + random(30)) * MINUTE, random(4) * 3),
    ),
    ...spread(random, from, to, 91 * DAY).flatMap((at) =>
      yearNodes.map(({ index }) => incident('restart', at + index * 15 * MINUTE, to + DAY, index)),
    ),
    ...spread(random, from, to, 40 * DAY).map((at) => incident('config', at, at + (6 + random(60)) * HOUR, random(12))),
    ...spread(random, from, to, 24 * DAY).map((at) =>
      incident('disk', at, at + (20 + random(60)) * MINUTE, random(12)),
    ),
  ].sort((a, b) => a.from - b.from);
}

function incident(kind: Incident['kind'], from: number, to: number, node: number): Incident {
  return { kind, from: Math.round(from / MINUTE) * MINUTE, to, node };
}

/** About one in each period, not on the hour. */
function spread(random: Random, from: number, to: number, period: number): readonly number[] {
  const times = Array.from(
    { length: Math.ceil((to - from) / period) },
    (_, index) => from + index * period + random(period),
  );
  return times.filter((at) => at < to - HOUR);
}

/** What is the case at a time. Forks take longer as the data grows, which is what somebody should notice. */
export function conditionAt(at: number, from: number, incidents: readonly Incident[]): Condition {
  const past = incidents.filter((each) => each.from <= at);
  const now = past.filter((each) => at < each.to);
  const weeks = Math.floor((at - from) / (7 * DAY));
  const keys = 1_500_000 + weeks * 60_000;
  return {
    primaries: [0, 3, 6, 9].map(
      (first, shard) => first + (count(past, 'failover', (each) => Math.floor(each.node / 3) === shard) % 3),
    ),
    down: now.filter(({ kind }) => kind === 'failover').map(({ node }) => downIn(node, past, now)),
    starts: Object.fromEntries(
      yearNodes.map(({ index }) => [index, count(past, 'restart', ({ node }) => node === index)]),
    ),
    config: Object.fromEntries(
      now.filter(({ kind }) => kind === 'config').map(({ node }) => [node, { appendfsync: 'no' }]),
    ),
    delayedFsyncs: Object.fromEntries(
      past
        .filter(({ kind }) => kind === 'disk')
        .map((each) => [each.node, Math.ceil((Math.min(at, each.to) - each.from) / MINUTE)]),
    ),
    forkMs: 20 + weeks * 1.9,
    keys,
  };
}

/** The node that led the shard before its last failover. */
function downIn(node: number, past: readonly Incident[], now: readonly Incident[]): number {
  const shard = Math.floor(node / 3);
  const before =
    count(past, 'failover', (each) => Math.floor(each.node / 3) === shard) -
    now.filter((each) => each.kind === 'failover' && Math.floor(each.node / 3) === shard).length;
  return shard * 3 + (before % 3);
}

function count(incidents: readonly Incident[], kind: Incident['kind'], matches: (each: Incident) => boolean): number {
  return incidents.filter((each) => each.kind === kind && matches(each)).length;
}
