import type { CommandStat, Info, ReplicaLine, ServerModule } from '../facts.ts';
import { type Observed, ok } from '../observed.ts';
import { errorWords } from './error-words.ts';
import { unknownForm } from './reply.ts';

/** An {@link Info} while it is being read. */
interface Reading {
  readonly fields: Record<string, string>;
  readonly commandstats: Record<string, CommandStat>;
  readonly errorstats: Record<string, number>;
  readonly keyspace: Record<string, { keys: number; expires: number }>;
  readonly replicas: ReplicaLine[];
  readonly modules: ServerModule[];
}

type ReadLine = (into: Reading, name: string, value: string) => void;

/** Sections whose lines are more than a name and a value. */
const readers = new Map<string, ReadLine>([
  ['commandstats', readCommandStat],
  ['errorstats', readErrorStat],
  ['keyspace', readKeyspace],
  ['modules', readModule],
  ['replication', readReplication],
]);

/**
 * Reads `INFO`, in the form of any version. Sections that were not asked for are left out: before 7.0 only `INFO all`
 * brings several, and brings them all.
 *
 * @param askedSections lower case, as in `INFO server replication`
 */
export function parseInfo(text: unknown, askedSections: readonly string[]): Observed<Info> {
  if (typeof text !== 'string' || !text.includes('#')) return unknownForm('INFO');
  const into: Reading = { fields: {}, commandstats: {}, errorstats: {}, keyspace: {}, replicas: [], modules: [] };
  const asked = new Set(askedSections.map((section) => section.toLowerCase()));
  // Section by section, and then line by line without a regular expression: one audit reads this of every node.
  for (let start = text.indexOf('#'); start !== -1; ) {
    const next = text.indexOf('\n#', start);
    const end = next === -1 ? text.length : next;
    const firstLine = lineEnd(text, start, end);
    const section = text
      .slice(start + 1, firstLine)
      .trim()
      .toLowerCase();
    if (asked.has(section)) readLines(text, firstLine, end, into, readers.get(section) ?? readField);
    start = next === -1 ? -1 : next + 1;
  }
  return ok({ sections: [...asked], ...into });
}

function readLines(text: string, from: number, to: number, into: Reading, read: ReadLine): void {
  for (let start = from; start < to; ) {
    const end = lineEnd(text, start, to);
    const colon = text.indexOf(':', start);
    if (colon !== -1 && colon < end) {
      const value = text.slice(colon + 1, text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end);
      read(into, text.slice(start, colon), value);
    }
    start = end + 1;
  }
}

const CARRIAGE_RETURN = 13;

function lineEnd(text: string, from: number, to: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 || end > to ? to : end;
}

function readField(into: Reading, name: string, value: string): void {
  into.fields[name] = value;
}

/** `cmdstat_cluster|slots:calls=3,usec=12,…`; 6.0 has no rejected_calls and failed_calls. */
function readCommandStat(into: Reading, name: string, value: string): void {
  into.commandstats[name.slice('cmdstat_'.length)] = {
    calls: count(value, 'calls='),
    usec: count(value, 'usec='),
    rejectedCalls: count(value, 'rejected_calls='),
    failedCalls: count(value, 'failed_calls='),
  };
}

/** `errorstat_NOPERM:count=7` */
function readErrorStat(into: Reading, name: string, value: string): void {
  const word = name.slice('errorstat_'.length);
  const key = errorWords.has(word) ? word : 'other';
  into.errorstats[key] = (into.errorstats[key] ?? 0) + count(value, 'count=');
}

/** `db0:keys=7,expires=5,avg_ttl=0`, in newer versions with more. */
function readKeyspace(into: Reading, name: string, value: string): void {
  into.keyspace[name] = { keys: count(value, 'keys='), expires: count(value, 'expires=') };
}

/** `slave0:ip=…,port=…` among ordinary fields, some of which begin with `slave` too. */
function readReplication(into: Reading, name: string, value: string): void {
  if (!/^slave\d+$/.test(name)) {
    into.fields[name] = value;
    return;
  }
  into.replicas.push({
    ip: part(value, 'ip='),
    port: count(value, 'port='),
    state: part(value, 'state='),
    offset: count(value, 'offset='),
    lag: count(value, 'lag='),
  });
}

/** `module:name=bf,ver=20402,api=1,…` */
function readModule(into: Reading, name: string, value: string): void {
  if (name === 'module') into.modules.push({ name: part(value, 'name='), version: part(value, 'ver=') });
}

/** What follows `label`, which ends in `=`, in `a=1,b=2`; empty when this version does not say it. */
function part(line: string, label: string): string {
  let at = line.indexOf(label);
  while (at > 0 && line[at - 1] !== ',') at = line.indexOf(label, at + 1);
  if (at === -1) return '';
  const start = at + label.length;
  const end = line.indexOf(',', start);
  return end === -1 ? line.slice(start) : line.slice(start, end);
}

/** A count that a version does not have is 0. */
function count(line: string, label: string): number {
  const number = Number(part(line, label));
  return Number.isFinite(number) ? number : 0;
}
