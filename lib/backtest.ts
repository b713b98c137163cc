import type { AlertSettings } from './core/alert-settings.ts';
import type { Intervals } from './core/audit-order.ts';
import { type BlindSpot, blindSpots } from './core/backtest/blind-spots.ts';
import type { AlertChange, Period } from './core/backtest/episodes.ts';
import { nothingReplayed, replayRun } from './core/backtest/replay.ts';
import { copiesFact } from './core/backup/copies-fact.ts';
import { UnreadableObjectError } from './core/errors.ts';
import type { AuditKind, ClusterFacts } from './core/facts.ts';
import type { MaintenanceWindow } from './core/hold-back.ts';
import type { Policy } from './core/policy.ts';
import type { EnabledRule, Rule } from './core/rule.ts';
import { rules as builtIn } from './core/rules/index.ts';
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
}

type Kept = Awaited<ReturnType<CopiesRecords['load']>>;

/** So long before a period facts are replayed too, without being counted: what fires at its beginning began before. */
export const WARM_UP_MS = DAY_MS;

/**
 * Judges stored facts once more, as assess would have with other declarations; tells nobody, and stores nothing.
 * Silences are left out: they are what people answered to what they were told then.
 *
 * @throws StoreError when the store cannot be read at all
 */
export async function backtest(input: BacktestInput, { facts, copies }: BacktestTools): Promise<Backtest> {
  const { cluster, period } = input;
  const begin = new Date(Date.parse(period.from) - WARM_UP_MS).toISOString();
  const runs = readAhead(facts.runs(cluster, begin, period.to), async (run) =>
    readable(Promise.all([facts.loadFacts(run), copies.load(run)])),
  );
  const catalogue = new Map((input.catalogue ?? builtIn).map((rule) => [rule.id, rule]));
  const blind = blindSpots();
  const changes: AlertChange[] = [];
  const unreadable: string[] = [];
  let [replay, audits, telling] = [nothingReplayed, 0, 0];
  for await (const each of runs) {
    if (each instanceof UnreadableObjectError) {
      unreadable.push(each.message);
      continue;
    }
    const [of, kept] = each;
    const run = replayRun(replay, caseOf(of, kept, input), { ...tellingOf(of, input), catalogue });
    replay = run.after;
    changes.push(...run.changes);
    if (of.scheduledAt < period.from) continue;
    audits++;
    if (run.told) telling++;
    blind.add(run.findings);
  }
  return { audits, telling, changes, blind: blind.spots(), unreadable };
}

function caseOf(facts: ClusterFacts, kept: Kept, { rulesOf, policy, intervals }: BacktestInput) {
  const intervalSeconds = intervals[facts.audit];
  const interval = intervalSeconds === undefined ? {} : { intervalSeconds };
  const copies = copiesFact(facts.cluster, policy, kept ?? undefined);
  return { facts, rules: rulesOf(facts.audit), policy, copies, ...interval };
}

function tellingOf({ scheduledAt }: ClusterFacts, { alerting, windowsAround }: BacktestInput) {
  const quietTimes = { silences: [], windows: windowsAround(scheduledAt), now: scheduledAt };
  return { alerting, quietTimes };
}
