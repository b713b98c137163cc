import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import * as v from 'valibot';
import { StoreError } from '../core/errors.ts';
import { type AuditKind, auditKinds, type ClusterFacts } from '../core/facts.ts';
import { parseDayIndex } from '../core/joined-day.ts';
import { dayPrefix, indexKey, runOfFacts } from '../core/storage-keys.ts';
import { parseFacts } from '../core/stored-facts.ts';
import { listDays } from './listing.ts';
import { type DayTools, readObjects } from './objects.ts';
import type { Problem } from './pack.ts';
import type { DayObjects, HistoryRange } from './source.ts';

/** One audit whose facts are stored. */
export interface FactsRef {
  readonly cluster: string;
  readonly audit: AuditKind;
  readonly scheduledAt: string;
  /** Where they are: an object of their own, or the joined one of their day. */
  readonly object: DayObjects;
}

/** Facts of single audits. */
export interface FactsReader {
  /** Audits in a part of the range, oldest first. @throws StoreError */
  list(part?: Partial<HistoryRange>): Promise<readonly FactsRef[]>;
  /** @returns undefined for what cannot be read, which is told with the other problems */
  read(ref: FactsRef): Promise<ClusterFacts | undefined>;
}

const unpack = promisify(gunzip);

export function factsReader(tools: DayTools, range: HistoryRange, tell: (problem: Problem) => void): FactsReader {
  return {
    async list(part = {}) {
      const wanted = { ...range, ...part };
      const days = await listDays(tools.source, 'facts', wanted);
      const found = await Promise.all(days.map((day) => refsIn(day, tools)));
      return found
        .flat()
        .filter(({ scheduledAt }) => scheduledAt >= wanted.from && scheduledAt < wanted.to)
        .sort((a, b) => (a.scheduledAt < b.scheduledAt ? -1 : 1));
    },
    async read(ref) {
      const key = ref.object.runs[0] ?? ref.object.joined ?? '';
      try {
        const documents = await documentsIn(ref.object, tools, ref.scheduledAt);
        const document = documents.find((each) => v.is(identityOf(ref), each));
        const parsed = parseFacts(document);
        if ('facts' in parsed) return parsed.facts;
        tell({ key, reason: `is damaged: ${v.getDotPath(parsed.issue) ?? 'the document'} is not as it should be` });
      } catch (error) {
        if (error instanceof StoreError) throw error;
        tell({ key, reason: 'is damaged' });
      }
      return undefined;
    },
  };
}

function identityOf({ cluster, audit, scheduledAt }: FactsRef) {
  const id = v.looseObject({ id: v.literal(cluster) });
  return v.looseObject({ audit: v.literal(audit), scheduledAt: v.literal(scheduledAt), cluster: id });
}

async function refsIn(day: DayObjects, tools: DayTools): Promise<readonly FactsRef[]> {
  const alone = day.runs.flatMap((key) => {
    const run = runOfFacts(key);
    const object = { kind: day.kind, cluster: day.cluster, day: day.day, runs: [key], foreign: [] };
    return run === undefined ? [] : [{ cluster: day.cluster, audit: run.audit, scheduledAt: run.scheduledAt, object }];
  });
  if (day.joined === undefined) return alone;
  const object: DayObjects = { ...day, runs: [], foreign: [] };
  const known = new Set(alone.map(nameOf));
  const joined = (await headsIn(object, tools)).map((head) => ({ ...head, cluster: day.cluster, object }));
  return [...alone, ...joined.filter((ref) => !known.has(nameOf(ref)))];
}

const nameOf = ({ scheduledAt, audit }: Pick<FactsRef, 'scheduledAt' | 'audit'>): string => `${scheduledAt} ${audit}`;

const head = v.object({
  scheduledAt: v.string(),
  audit: v.picklist(auditKinds),
});

type Head = v.InferOutput<typeof head>;

/** The audits in a joined object: its index names them, and only without one everything has to be unpacked. */
async function headsIn(object: DayObjects, tools: DayTools): Promise<readonly Head[]> {
  const indexed = await indexedHeads(object, tools);
  if (indexed !== undefined) return indexed;
  const documents = await documentsIn(object, tools).catch((error: unknown) => {
    if (error instanceof StoreError) throw error;
    return [];
  });
  return documents.flatMap((document) => {
    const parsed = v.safeParse(head, document);
    return parsed.success ? [parsed.output] : [];
  });
}

async function indexedHeads(day: DayObjects, tools: DayTools): Promise<readonly Head[] | undefined> {
  const stored = { kind: day.kind, clusterId: day.cluster, day: day.day };
  const key = indexKey(stored);
  const body = (await readObjects([key], tools, true)).get(key) ?? '';
  const index = typeof body === 'string' ? null : parseDayIndex(Buffer.from(body).toString('utf8'));
  return index?.members.flatMap(({ name }) => runOfFacts(`${dayPrefix(stored)}${name}`) ?? []);
}

/** @param mentioned in the lines that are wanted: a day of facts of a large cluster is too much to parse for one audit */
async function documentsIn({ joined, runs }: DayObjects, tools: DayTools, mentioned = ''): Promise<readonly unknown[]> {
  const bodies = await readObjects([...(joined === undefined ? [] : [joined]), ...runs], tools, true);
  const packed = [...bodies.values()].flatMap((body) => (typeof body === 'string' ? [] : [body]));
  const texts = await Promise.all(packed.map((body) => unpack(body)));
  const lines = texts.flatMap((text) => text.toString('utf8').split('\n'));
  return lines.filter((line) => line !== '' && line.includes(mentioned)).map((line): unknown => JSON.parse(line));
}
