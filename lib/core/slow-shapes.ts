import { parseAddress } from './address.ts';
import { explainCommand } from './explain/explain.ts';
import type { SlowlogEntry } from './facts.ts';
import type { Evidence } from './finding.ts';
import { isInnerCall, toMs } from './slow-entries.ts';

/** Slow-log entries of one shape, taken together. */
export interface SlowShape {
  readonly shape: string;
  readonly command: string;
  readonly pattern: string;
  readonly count: number;
  readonly longestUs: number;
  readonly totalUs: number;
  /** `name (ip)` or `ip`, most entries first. */
  readonly clients: readonly string[];
  /** Unix seconds of the newest entry. */
  readonly lastAt: number;
}

/** Groups entries by their pattern; the shape with the longest entry first. */
export function slowShapes(entries: readonly SlowlogEntry[]): readonly SlowShape[] {
  return [...Map.groupBy(entries, (entry) => entry.pattern).values()]
    .flatMap((group) => summarise(group) ?? [])
    .sort((a, b) => b.longestUs - a.longestUs || b.totalUs - a.totalUs || (a.shape < b.shape ? -1 : 1));
}

function summarise(group: readonly SlowlogEntry[]): SlowShape | undefined {
  const [first] = group;
  if (first === undefined) return undefined;
  const { shape, command, pattern } = first;
  return {
    shape,
    command,
    pattern,
    count: group.length,
    longestUs: Math.max(...group.map((entry) => entry.durationUs)),
    totalUs: group.reduce((sum, entry) => sum + entry.durationUs, 0),
    clients: clientsOf(group),
    lastAt: Math.max(...group.map((entry) => entry.at)),
  };
}

function clientsOf(group: readonly SlowlogEntry[]): readonly string[] {
  return [...Map.groupBy(group, clientLabel)]
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([label]) => label);
}

/** Who sent it: the port is a passing one and is left out. */
function clientLabel(entry: SlowlogEntry): string {
  if (isInnerCall(entry)) return 'a script';
  const host = parseAddress(entry.client)?.host ?? entry.client;
  return entry.clientName === '' ? host : `${entry.clientName} (${host})`;
}

/** Shapes named in the evidence of one finding; the report lists them all. */
const NAMED_SHAPES = 5;

/** The worst shapes as evidence: what, how often, how long, from where. */
export function shapeEvidence(shapes: readonly SlowShape[]): readonly Evidence[] {
  return shapes.slice(0, NAMED_SHAPES).map(({ shape, count, longestUs, clients }) => ({
    shape,
    count,
    longestMs: toMs(longestUs),
    clients: clients.slice(0, 3),
  }));
}

/** The same with the explanation of each command. */
export function explainedEvidence(shapes: readonly SlowShape[]): readonly Evidence[] {
  return shapeEvidence(shapes).map((evidence, index) => {
    const { command = '', shape = '' } = shapes[index] ?? {};
    const { what, why, todo, answer } = explainCommand(command, shape);
    return { ...evidence, what, why, todo, ...(answer === undefined ? {} : { answer }) };
  });
}
