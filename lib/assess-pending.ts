import { type AssessTools, assess, tellAgain } from './assess.ts';
import type { AlertSettings } from './core/alert-settings.ts';
import { hadItsTurn, type Intervals, withTurn } from './core/audit-order.ts';
import type { ConfiguredNames } from './core/declared-names.ts';
import { type AuditorError, DeliveryError, StateConflictError, UnreadableObjectError } from './core/errors.ts';
import type { AuditKind, ClusterFacts } from './core/facts.ts';
import type { Policy } from './core/policy.ts';
import type { AuditResult } from './core/result.ts';
import type { EnabledRule, Rule } from './core/rule.ts';
import type { RunKey } from './core/storage-keys.ts';
import { pendingRuns } from './pending-runs.ts';
import type { FactArchive, StoredState } from './ports.ts';
import { readable } from './readable.ts';
import { throwTogether } from './throw-together.ts';

/** A run has been stored; what else may wait with it, and by which declarations it is judged. */
export interface PendingInput {
  readonly arrived: RunKey;
  /** Rules that a kind of audit runs. */
  readonly rulesOf: (audit: AuditKind) => readonly EnabledRule[];
  /** Every rule there is; left out, those that are built in. */
  readonly catalogue?: readonly Rule[];
  readonly policy: Policy;
  readonly alerting: AlertSettings;
  /** Members and shards that the configuration names. */
  readonly declared?: ConfiguredNames;
  readonly intervals: Intervals;
  /** After that no further run is begun: what is left waits for the next one that arrives. */
  readonly deadline: AbortSignal;
}

export interface PendingTools extends AssessTools {
  readonly facts: FactArchive;
  /** Hears of each run that was judged and remembered. */
  judged?(result: AuditResult): void;
  /** Hears of each run of which nothing is open any more: it was judged, told and remembered. */
  completed?(run: RunKey): void;
  /** Hears that nothing is judged: the run had its turn. */
  repeated?(run: RunKey): void;
}

/** Attempts at one run while others save the state of the same cluster in between. */
const MOST_CONFLICTS = 3;

/**
 * Judges every stored run that has not been judged, oldest first, up to the one that arrived. So an event that was
 * lost, doubled or late loses and doubles nothing. A run that cannot be read is passed over and holds up no other. For
 * an event that comes again, what could not be told before is told.
 *
 * @throws UnreadableObjectError, DeliveryError when all is saved: one of them, so that somebody hears of it
 * @throws StoreError when the store fails, StateConflictError when others keep saving; the same event may be tried again
 */
export async function assessPending(input: PendingInput, tools: PendingTools): Promise<void> {
  const unreadable: AuditorError[] = [];
  let undelivered: AuditorError | undefined;
  for (const run of await pendingRuns(input.arrived, input.intervals, tools)) {
    if (input.deadline.aborted) break;
    const turn = await withoutConflict(() => takeTurn(run, input, tools));
    if (turn.unreadable !== undefined) unreadable.push(turn.unreadable);
    // Whoever is told now is told of everything that was open.
    if (turn.told !== undefined) undelivered = failureOf(turn.told);
  }
  throwTogether(undelivered === undefined ? unreadable : [...unreadable, undelivered]);
}

/** What came of one run: it could not be read, or somebody had to be told. */
interface Turn {
  readonly unreadable?: UnreadableObjectError;
  readonly told?: readonly Told[];
}

type Told = AuditResult['notifications'][number]['deliveries'][number];

async function takeTurn(run: RunKey, input: PendingInput, tools: PendingTools): Promise<Turn> {
  const stored = await tools.state.load(run.cluster.id);
  const repeated = hadItsTurn(stored.alerts.lastRunOf, run);
  const facts = await readable(tools.facts.loadFacts(run));
  if (facts instanceof UnreadableObjectError) {
    if (!repeated) await passOver(run, stored, tools);
    return { unreadable: facts };
  }
  const told = repeated ? await repeat(facts, stored, input, tools) : await judge(facts, stored, input, tools);
  // A repeat that had nothing to tell was completed by the attempt before it.
  if (failureOf(told) === undefined && (!repeated || told.length > 0)) tools.completed?.(facts);
  return told.length === 0 ? {} : { told };
}

/** Nobody comes back to it, or it would be found again each time. */
async function passOver(run: RunKey, { alerts, baselines, token }: StoredState, tools: PendingTools): Promise<void> {
  const lastRunOf = withTurn(alerts.lastRunOf, run);
  await tools.state.save(run.cluster.id, { alerts: { ...alerts, lastRunOf }, baselines }, token);
}

async function judge(
  facts: ClusterFacts,
  stored: StoredState,
  input: PendingInput,
  tools: PendingTools,
): Promise<readonly Told[]> {
  const intervalSeconds = input.intervals[facts.audit];
  const interval = intervalSeconds === undefined ? {} : { intervalSeconds };
  const { policy, alerting, rulesOf, declared } = input;
  const names = declared === undefined ? {} : { declared };
  const judged = { facts, rules: rulesOf(facts.audit), policy, alerting, ...interval, ...names, ...catalogueOf(input) };
  const result = await assess({ ...judged, stored }, tools);
  tools.judged?.(result);
  return result.notifications.flatMap(({ deliveries }) => deliveries);
}

/** A run that came late was not judged, but what it read of the slow logs is in no other. */
async function repeat(
  facts: ClusterFacts,
  stored: StoredState,
  input: PendingInput,
  tools: PendingTools,
): Promise<readonly Told[]> {
  tools.repeated?.(facts);
  await tools.history.putSlowlog(facts);
  const told = await tellAgain({ facts, alerting: input.alerting, ...catalogueOf(input), stored }, tools);
  return told.map(({ delivery }) => delivery);
}

function catalogueOf({ catalogue }: PendingInput): Pick<PendingInput, 'catalogue'> {
  return catalogue === undefined ? {} : { catalogue };
}

async function withoutConflict<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StateConflictError) || attempt === MOST_CONFLICTS) throw error;
    }
  }
}

function failureOf(told: readonly Told[]): DeliveryError | undefined {
  const failed = told.filter(({ status }) => status === 'failed').map(({ sink, error }) => `${sink}: ${error}`);
  if (failed.length === 0) return undefined;
  const hint = 'The alerts are kept as not told yet: the next audit, or the same event once more, tells them.';
  return new DeliveryError(`alerts could not be delivered (${failed.join('; ')})`, hint);
}
