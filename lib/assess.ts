import type { AlertState, AlertTransition } from './core/alert.ts';
import type { AlertSettings } from './core/alert-settings.ts';
import { type AuditOutcome, auditResult } from './core/audit-result.ts';
import type { CopiesReading } from './core/backup/copies.ts';
import { copiesFact, isWorthKeeping } from './core/backup/copies-fact.ts';
import { extendBaselines } from './core/baselines.ts';
import { decide } from './core/decide.ts';
import { UnreadableObjectError } from './core/errors.ts';
import type { ClusterFacts } from './core/facts.ts';
import type { Finding } from './core/finding.ts';
import type { DeliveryAttempt } from './core/history-lines.ts';
import { type Case, judge } from './core/judge.ts';
import { lossRule, lossTable } from './core/loss-table.ts';
import type { Observed } from './core/observed.ts';
import { withOvertaken } from './core/overtaken.ts';
import { planNotifications } from './core/plan.ts';
import type { AuditResult } from './core/result.ts';
import type { EnabledRule, Rule } from './core/rule.ts';
import { rulesById } from './core/rules-by-id.ts';
import { rememberTold } from './core/told.ts';
import { deliver, type Pause } from './deliver.ts';
import { lookAtItself } from './look-at-itself.ts';
import type {
  AlertStateStore,
  AssessState,
  CopiesRecords,
  FactArchive,
  HistoryStore,
  Sink,
  StoredState,
} from './ports.ts';
import { findQuietTimes, type QuietTools, rememberWarned } from './quiet-times.ts';
import { readable } from './readable.ts';

/** By which declarations facts are judged. */
export interface AssessInput extends Omit<Case, 'copies' | 'own'> {
  readonly alerting: AlertSettings;
  /** Every rule there is, switched on or not; left out, those that are built in. */
  readonly catalogue?: readonly Rule[];
  /** What earlier assessments left, if it is loaded already. */
  readonly stored?: StoredState;
}

export interface AssessTools {
  readonly state: AlertStateStore;
  readonly history: HistoryStore;
  readonly sinks: readonly Sink[];
  /** Lets time pass before a sink is tried again. */
  readonly pause: Pause;
  /** Sets of RDBs off the hosts; left out, there is no store to look into. */
  readonly copies?: Pick<CopiesRecords, 'look' | 'keep'>;
  /** Facts of earlier audits; left out, none are kept. */
  readonly facts?: Pick<FactArchive, 'loadFacts'>;
  /** Silences and maintenance windows; left out, nothing keeps an alert untold. */
  readonly quiet?: QuietTools;
}

/**
 * The second half of the flow: judges stored facts, decides which alerts change, tells people, remembers. What is known
 * of copies off the hosts is kept before it is judged, so that the same facts can be judged again. Findings
 * are stored before anybody is told, and delivery comes before the state: a crash in between repeats a notification
 * and never loses one.
 *
 * @throws StateConflictError when another assessment of the same cluster saved in the meantime; nothing is lost by
 *   assessing again
 */
export async function assess(input: AssessInput, tools: AssessTools): Promise<AuditResult> {
  const { facts, rules, alerting, stored = await tools.state.load(facts.cluster.id) } = input;
  const copies = await lookForCopies(input, tools);
  const own = await lookAtItself(input, tools, stored);
  const { findings, news, outdated, upheavals, evaluation, scenes } = judge(
    { ...input, copies, own },
    stored.baselines,
  );
  const loss = lossTable(evaluation, scenes);
  await tools.history.putFindings(facts, findings, loss);
  await tools.history.putSlowlog(facts);
  const settings = alerting;
  // All of them: an alert of another kind of audit may still have to be told, or may mute one of this kind.
  const catalogue = rulesById(input.catalogue);
  const before = await withForgotten(stored.alerts, facts, outdated, tools);
  const decision = decide(before, { facts, findings: news, rules, catalogue, upheavals, settings });
  const told = await tell({ ...decision, facts, findings, alerting, catalogue }, tools);
  const baselines = extendBaselines(stored.baselines, facts, copies);
  await tools.state.save(facts.cluster.id, { alerts: told.alerts, baselines }, stored.token);
  await rememberWarned(facts.cluster.id, told.warned, tools.quiet);
  const losses = loss === undefined ? {} : { loss };
  return auditResult(facts, { findings, ...losses, transitions: decision.transitions, ...told });
}

/**
 * Tells what an earlier attempt could not, and judges nothing.
 *
 * @param facts of a run that was judged
 * @returns what became of it; nothing when everything had been told
 * @throws StateConflictError
 */
export async function tellAgain(
  input: Pick<Required<AssessInput>, 'facts' | 'alerting' | 'stored'> & Pick<AssessInput, 'catalogue'>,
  tools: AssessTools,
): Promise<readonly DeliveryAttempt[]> {
  const { facts, alerting, stored } = input;
  const { alerts, baselines, token } = stored;
  const told = await tell(
    { alerts, transitions: [], facts, findings: [], alerting, catalogue: rulesById(input.catalogue) },
    tools,
  );
  if (told.notifications.length === 0) return [];
  await tools.state.save(facts.cluster.id, { alerts: told.alerts, baselines }, token);
  await rememberWarned(facts.cluster.id, told.warned, tools.quiet);
  return told.attempts;
}

/**
 * An earlier attempt may have told what is outdated by now, and may have ended before that was remembered. A log that is
 * damaged holds nothing up.
 */
async function withForgotten(
  alerts: AlertState,
  facts: ClusterFacts,
  outdated: readonly Finding[],
  { history }: AssessTools,
): Promise<AlertState> {
  const failed = outdated.filter(({ status }) => status === 'fail');
  if (failed.length === 0) return alerts;
  const log = await readable(history.loadAlertLog(facts));
  return log instanceof UnreadableObjectError ? alerts : withOvertaken(alerts, facts, failed, log);
}

/** What the rules and the data-loss model know of copies; a store is read only where one of them asks. */
async function lookForCopies(
  { facts, rules, policy }: AssessInput,
  { copies }: AssessTools,
): Promise<Observed<CopiesReading>> {
  const { cluster } = facts;
  if (copies === undefined || cluster.provider !== 'self-managed' || !rules.some(asksForCopies))
    return copiesFact(cluster, policy);
  const seen = copiesFact(cluster, policy, await copies.look(cluster.id));
  return isWorthKeeping(seen) ? copies.keep(facts, seen) : seen;
}

function asksForCopies({ rule: { id, needs } }: EnabledRule): boolean {
  return id === lossRule || needs.includes('copies');
}

interface Tellable extends Pick<AssessState, 'alerts'>, Pick<AssessInput, 'facts' | 'alerting'> {
  readonly transitions: readonly AlertTransition[];
  readonly findings: readonly Finding[];
  readonly catalogue: ReadonlyMap<string, Rule>;
}

/** Where there is no sink, somebody looks at the report: what is in it counts as told. */
const reader = 'reader';

interface TellingOutcome extends Omit<AuditOutcome, 'findings' | 'transitions'> {
  /** Ids of the silences of whose coming end somebody was told. */
  readonly warned: readonly string[];
}

/** Delivers what each sink has to hear, and notes what it knows then. */
async function tell(
  { alerts, transitions, facts, findings, alerting, catalogue }: Tellable,
  { sinks, history, pause, quiet }: AssessTools,
): Promise<TellingOutcome> {
  const names = sinks.length === 0 ? [reader] : sinks.map(({ name }) => name);
  const quietTimes = await findQuietTimes(facts.cluster.id, quiet);
  const judged = { alerts, facts, findings, rules: catalogue, settings: alerting, historyAt: history.location };
  const plan = planNotifications({ ...judged, sinks: names, quietTimes });
  const attempts = await deliver(plan.messages, sinks, pause);
  await history.putAlertLog(facts, { transitions, held: plan.held, attempts });
  const refused = new Set(attempts.filter(({ delivery }) => delivery.status === 'failed').map(({ sink }) => sink));
  const telling = { at: facts.scheduledAt, refused };
  return {
    alerts: rememberTold(plan.alerts, plan.messages, telling),
    notifications: plan.messages.map(({ notification }) => notification),
    attempts,
    silenced: plan.silenced,
    ...(quietTimes.problem === undefined ? {} : { silencesProblem: quietTimes.problem }),
    // One sink that takes nothing must not make the others hear of it at each audit.
    warned: sinks.length === 0 || refused.size < sinks.length ? plan.warns : [],
  };
}
