import { type AlertLine, parseAlertLines } from './core/alert-log.ts';
import type { CopiesReading } from './core/backup/copies.ts';
import { type AlertFold, foldAlertLines, noAlertLines } from './core/digest/alert-fold.ts';
import { type Alternatives, chooseFacts } from './core/digest/choose-facts.ts';
import { skipIds } from './core/digest/lost-entries.ts';
import { lookBackFrom, type Period } from './core/digest/period.ts';
import { foldRun, noRuns, type RunFold } from './core/digest/run-fold.ts';
import { foldSlowLines, noSlowLines, parseSlowLines, type SlowFold } from './core/digest/slow-fold.ts';
import { UnreadableObjectError } from './core/errors.ts';
import type { ClusterFacts } from './core/facts.ts';
import type { Observed } from './core/observed.ts';
import { followedBy } from './core/slow-commands.ts';
import type { HistoryKind } from './core/storage-keys.ts';
import type { CopiesRecords, FactArchive, HistoryArchive, HistoryObject } from './ports.ts';
import { readAhead } from './read-ahead.ts';

/** Where a digest comes from. */
export interface DigestSources {
  readonly facts: FactArchive;
  readonly history: HistoryArchive;
  readonly copies: Pick<CopiesRecords, 'load'>;
}

/** What of the store one digest is made of, besides the state. */
export interface ReadDigest {
  readonly runs: RunFold;
  readonly alertLines: AlertFold;
  readonly slowLines: SlowFold;
  readonly after: readonly ClusterFacts[];
  readonly before: readonly ClusterFacts[];
  readonly persistence: readonly ClusterFacts[];
  /** What was known of copies off the hosts when the newest of these was judged; null when nothing was kept. */
  readonly copies: Observed<CopiesReading> | null;
  /** What could not be read, one sentence for each. */
  readonly blind: readonly string[];
}

/** Most objects of the alert log, and of the slow logs, that are opened; of more the oldest are left out, and counted. */
const MOST_OBJECTS = 2500;

/** Objects that could not be read are named up to so many. */
const MOST_NAMED = 3;

/**
 * Reads what a digest tells of. Of the facts only keys are listed and a dozen objects opened; the alert log and the
 * slow logs have objects only for audits that had something to say, and each is folded as it comes.
 *
 * @throws StoreError when the store fails; what cannot be read of it is told in the digest
 */
export async function readDigest(cluster: string, period: Period, sources: DigestSources): Promise<ReadDigest> {
  const blind = blindSpots();
  const runs = noRuns();
  for await (const run of sources.facts.runs(cluster, lookBackFrom(period), period.to)) foldRun(runs, run, period);
  const chosen = chooseFacts(runs);
  const open = factOpener(sources.facts, blind);
  const after = await open.all(chosen.after);
  const before = await open.all(chosen.before);
  const persistence = await open.newest(chosen.persistence, 2);
  const input = { cluster, period, blind, history: sources.history };
  const slowLines = await foldSlowlogs(input, after);
  const alertLines = await foldAlerts(input);
  const copies = await keptCopies(persistence[0], sources.copies, blind);
  return { runs, alertLines, slowLines, after, before, persistence, copies, blind: blind.sentences() };
}

async function keptCopies(
  run: ClusterFacts | undefined,
  copies: DigestSources['copies'],
  blind: BlindSpots,
): Promise<Observed<CopiesReading> | null> {
  try {
    return run === undefined ? null : await copies.load(run);
  } catch (error) {
    if (!(error instanceof UnreadableObjectError)) throw error;
    blind.passedOver(error.message);
    return null;
  }
}

interface Folding {
  readonly cluster: string;
  readonly period: Period;
  readonly blind: BlindSpots;
  readonly history: HistoryArchive;
}

async function foldSlowlogs(input: Folding, after: readonly ClusterFacts[]): Promise<SlowFold> {
  const fold = noSlowLines();
  const followed = new Map(after.flatMap(followedBy));
  const { from, to } = input.period;
  const found = await newestObjects(input, 'slowlog', { from, to });
  for await (const lines of readAhead(found, (object) => linesOf(object, parseSlowLines, input))) {
    if (lines === undefined) skipIds(fold.ids);
    else foldSlowLines(fold, lines, input.period, followed);
  }
  return fold;
}

/** What came after the period is read too: it tells what fired at its end. Mostly there is nothing. */
async function foldAlerts(input: Folding): Promise<AlertFold> {
  const fold = noAlertLines();
  const found = await newestObjects(input, 'alerts', { from: input.period.from });
  const parse = (lines: readonly unknown[]): readonly AlertLine[] | null => parseAlertLines(lines);
  for await (const lines of readAhead(found, (object) => linesOf(object, parse, input)))
    if (lines !== undefined) foldAlertLines(fold, lines, input.period);
  return fold;
}

async function newestObjects(
  { cluster, history, blind }: Folding,
  kind: HistoryKind,
  span: { readonly from: string; readonly to?: string },
): Promise<readonly HistoryObject[]> {
  const found: HistoryObject[] = [];
  for await (const object of history.objects({ kind, cluster, ...span })) found.push(object);
  const left = found.length - MOST_OBJECTS;
  if (left > 0) blind.tell(`Of history/${kind} the ${left} oldest of ${found.length} objects were left out.`);
  return found.slice(-MOST_OBJECTS);
}

/** @returns undefined when they cannot be read, which the digest tells */
async function linesOf<T>(
  { key }: HistoryObject,
  parse: (lines: readonly unknown[]) => readonly T[] | null,
  { history, blind }: Folding,
): Promise<readonly T[] | undefined> {
  try {
    const lines = parse(await history.loadLines(key));
    if (lines === null) blind.passedOver(`${key} in ${history.location} is not of the form that it should have`);
    return lines ?? undefined;
  } catch (error) {
    if (!(error instanceof UnreadableObjectError)) throw error;
    blind.passedOver(error.message);
    return undefined;
  }
}

/** Facts are opened once each, however many parts of the digest want them. */
function factOpener(facts: FactArchive, blind: BlindSpots) {
  const opened = new Map<string, Promise<ClusterFacts | undefined>>();
  const open = (run: Alternatives[number]): Promise<ClusterFacts | undefined> => {
    const key = `${run.scheduledAt} ${run.audit}`;
    const found = opened.get(key) ?? readable(facts.loadFacts(run), blind);
    opened.set(key, found);
    return found;
  };
  /** The first ones that can be read, up to so many. */
  const newest = async (runs: Alternatives, most: number): Promise<readonly ClusterFacts[]> => {
    const read: ClusterFacts[] = [];
    for (const run of runs) {
      if (read.length === most) break;
      const found = await open(run);
      if (found !== undefined) read.push(found);
    }
    return read;
  };
  return {
    newest,
    async all(each: readonly Alternatives[]): Promise<readonly ClusterFacts[]> {
      return (await Promise.all(each.map((runs) => newest(runs, 1)))).flat();
    },
  };
}

async function readable(loading: Promise<ClusterFacts>, blind: BlindSpots): Promise<ClusterFacts | undefined> {
  try {
    return await loading;
  } catch (error) {
    if (!(error instanceof UnreadableObjectError)) throw error;
    blind.passedOver(error.message);
    return undefined;
  }
}

/** Gathers what could not be looked at. */
interface BlindSpots {
  tell(sentence: string): void;
  /** One object more that could not be read. @param why without a full stop */
  passedOver(why: string): void;
  sentences(): readonly string[];
}

function blindSpots(): BlindSpots {
  const told: string[] = [];
  const objects: string[] = [];
  return {
    tell: (sentence) => void told.push(sentence),
    passedOver: (why) => void objects.push(why),
    sentences() {
      const left = objects.length - MOST_NAMED;
      const named = objects.slice(0, MOST_NAMED).map((why) => `Passed over: ${why}.`);
      return [...told, ...named, ...(left > 0 ? [`Passed over: ${left} more objects that could not be read.`] : [])];
    },
  };
}
