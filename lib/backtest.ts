import type { AlertSettings } from './core/alert-settings.ts';
import type { Intervals } from './core/audit-order.ts';
import { type AheadNote, fits } from './core/backtest/ahead.ts';
import { type BlindSpot, type BlindSpots, blindSpots } from './core/backtest/blind-spots.ts';
import type { AlertChange, Period } from './core/backtest/episodes.ts';
import { judgeRun, nothingReplayed, type Replay, type Telling, type ToldRun, tellRun } from './core/backtest/replay.ts';
import { copiesFact } from './core/backup/copies-fact.ts';
import { UnreadableObjectError } from './core/errors.ts';
import type { AuditKind, ClusterFacts } from './core/facts.ts';
import type { MaintenanceWindow } from './core/hold-back.ts';
import type { Policy } from './core/policy.ts';
import type { EnabledRule, Rule } from './core/rule.ts';
import { rulesById } from './core/rules-by-id.ts';
import type { RunKey } from './core/storage-keys.ts';
import { DAY_MS } from './core/time-span.ts';
import type { CopiesRecords, FactArchive } from './ports.ts';
import { readAhead } from './read-ahead.ts';
import { readable } from './readable.ts';

/** Which audits are judged once more, and by which declarations. */
export interface BacktestInput {
  readonly cluster: string;
  readonly period: Period;
  /** Rules that a kind of audit runs. */
  readonly rulesOf: (audit: AuditKind) => readonly EnabledRule[];
  /** Whether anybody asks about a rule; what is not asked about is judged, and not told of. */
  readonly isMeant: (rule: string) => boolean;
  /** Every rule there is; left out, those that are built in. */
  readonly catalogue?: readonly Rule[];
  readonly policy: Policy;
  readonly alerting: AlertSettings;
  readonly intervals: Intervals;
  /** Occurrences of the declared maintenance windows around a moment. */
  readonly windowsAround: (at: string) => readonly MaintenanceWindow[];
}

/** What the stored audits of a period would have come to. */
export interface Backtest {
  /** Audits of the period that were judged, without those before it. */
  readonly audits: number;
  /** Of them, those that would have told somebody something. */
  readonly telling: number;
  /** Alerts that begin to fire or cease to, oldest first, also of the time before the period. */
  readonly changes: readonly AlertChange[];
  readonly blind: readonly BlindSpot[];
  /** Why single audits were passed over, one sentence for each. */
  readonly unreadable: readonly string[];
}

/** What is judged once more is read from here. */
export interface BacktestTools {
  readonly facts: FactArchive;
  readonly copies: Pick<CopiesRecords, 'load'>;
  /** Somebody who judges the later audits at the same time; left out, they are judged when it is their turn. */
  readonly ahead?: Ahead;
}

/** The audits from a time on, judged by {@link judgeAhead} in another thread. */
export interface Ahead {
  /** ISO 8601, within the period. */
  readonly from: string;
  /** Ends early, without its last note, where that thread did: then the audits are judged here. */
  readonly notes: AsyncIterable<AheadNote>;
}

type Kept = Awaited<ReturnType<CopiesRecords['load']>>;

/** What was stored of an audit. */
type Loaded = readonly [ClusterFacts, Kept];

/** A day before a period facts are replayed too, without being counted: what fires at its beginning began before. */
export function warmUpFrom({ from }: Pick<Period, 'from'>): string {
  return new Date(Date.parse(from) - DAY_MS).toISOString();
}

/** What the audits came to so far. */
interface Tally {
  readonly replay: Replay;
  readonly audits: number;
  readonly telling: number;
  readonly changes: readonly AlertChange[];
  readonly unreadable: readonly string[];
}

/**
 * Judges stored facts once more, as assess would have with other declarations; tells nobody, and stores nothing.
 * Silences are left out: they are what people answered to what they were told then.
 *
 * @throws StoreError when the store cannot be read at all
 */
export async function backtest(input: BacktestInput, tools: BacktestTools): Promise<Backtest> {
  const { to } = input.period;
  const { ahead } = tools;
  const blind = blindSpots();
  const nothing = { replay: nothingReplayed, audits: 0, telling: 0, changes: [], unreadable: [] };
  const first = await replayAll(
    nothing,
    { from: warmUpFrom(input.period), to: ahead?.from ?? to },
    input,
    tools,
    blind,
  );
  const { replay: _, ...all } =
    ahead === undefined
      ? first
      : ((await takeAhead(first, ahead, input, blind)) ??
        (await replayAll(first, { from: ahead.from, to }, input, tools, blind)));
  return { ...all, blind: blind.spots().filter(({ rule }) => input.isMeant(rule)) };
}

/** Audit after audit. */
async function replayAll(
  before: Tally,
  part: Period,
  input: BacktestInput,
  tools: BacktestTools,
  blind: BlindSpots,
): Promise<Tally> {
  const tally = talliedFrom(before);
  let { baselines } = before.replay;
  for await (const { loaded } of loadedRuns(input.cluster, part, tools)) {
    if (loaded instanceof UnreadableObjectError) {
      tally.unreadable.push(loaded.message);
      continue;
    }
    const judged = judgeRun(baselines, caseOf(loaded, input));
    baselines = judged.baselines;
    const isCounted = judged.facts.scheduledAt >= input.period.from;
    tally.add(tellRun(tally.alerts(), judged, tellingOf(judged.facts, input)), isCounted);
    if (isCounted) blind.add(judged.findings);
  }
  return tally.result(baselines);
}

/** The same with what was judged ahead. @returns null where that began with something else, or has come to no end */
async function takeAhead(
  before: Tally,
  { notes }: Ahead,
  input: BacktestInput,
  blind: BlindSpots,
): Promise<Tally | null> {
  const { alerts, baselines } = before.replay;
  const tally = talliedFrom(before);
  for await (const note of notes) {
    if (note.kind === 'start' && !fits(note.start, alerts, baselines)) return null;
    if (note.kind === 'unreadable') tally.unreadable.push(note.message);
    if (note.kind === 'run') tally.add(tellRun(tally.alerts(), note.run, tellingOf(note.run.facts, input)), true);
    if (note.kind !== 'end') continue;
    blind.addCounted(note.blind);
    return tally.result(baselines);
  }
  return null;
}

function talliedFrom(before: Tally) {
  const [changes, unreadable] = [[...before.changes], [...before.unreadable]];
  let { audits, telling } = before;
  let { alerts } = before.replay;
  return {
    unreadable,
    alerts: () => alerts,
    add(run: ToldRun, isCounted: boolean): void {
      alerts = run.alerts;
      changes.push(...run.changes);
      if (!isCounted) return;
      audits++;
      if (run.told) telling++;
    },
    result: (baselines: Replay['baselines']): Tally => ({
      replay: { alerts, baselines },
      audits,
      telling,
      changes,
      unreadable,
    }),
  };
}

/** What is stored of the audits of a time, in their order. */
export function loadedRuns(
  cluster: string,
  { from, to }: Period,
  { facts, copies }: Pick<BacktestTools, 'facts' | 'copies'>,
) {
  return readAhead(facts.runs(cluster, from, to), async (run: RunKey) => {
    const loaded: Loaded | UnreadableObjectError = await readable(
      Promise.all([facts.loadFacts(run), copies.load(run)]),
    );
    return { run, loaded };
  });
}

export function caseOf(
  [facts, kept]: Loaded,
  { rulesOf, policy, intervals }: Pick<BacktestInput, 'rulesOf' | 'policy' | 'intervals'>,
) {
  const intervalSeconds = intervals[facts.audit];
  const interval = intervalSeconds === undefined ? {} : { intervalSeconds };
  const copies = copiesFact(facts.cluster, policy, kept ?? undefined);
  return { facts, rules: rulesOf(facts.audit), policy, copies, ...interval };
}

function tellingOf({ audit, scheduledAt }: ClusterFacts, input: BacktestInput): Telling {
  const { rulesOf, alerting, windowsAround, catalogue, isMeant } = input;
  const quietTimes = { silences: [], windows: windowsAround(scheduledAt), now: scheduledAt };
  return { rules: rulesOf(audit), alerting, quietTimes, catalogue: rulesById(catalogue), isMeant };
}
