import { advanceCursors, forgetGone, sameCursors } from './core/cursor.ts';
import { NoNodeReachableError } from './core/errors.ts';
import type { FactName } from './core/fact-names.ts';
import type { AuditKind, ClusterFacts, Cursors, ProviderName } from './core/facts.ts';
import { notPlanned } from './core/observed.ts';
import { collectionOptions, visitPlan } from './core/questions.ts';
import type { EnabledRule } from './core/rule.ts';
import type { Collector, FactStore, StallProbe } from './ports.ts';
import { visitRound } from './visit-round.ts';

/** What to visit, for which rules, and how patiently. */
export interface ObserveInput {
  readonly cluster: { readonly id: string; readonly provider: ProviderName };
  /** `host:port` of nodes to begin with; any one of them that answers leads to the rest. */
  readonly seeds: readonly string[];
  readonly audit: AuditKind;
  readonly rules: readonly EnabledRule[];
  /** Facts that are wanted besides those of the rules. */
  readonly others?: readonly FactName[];
  readonly runId: string;
  /** ISO 8601 */
  readonly scheduledAt: string;
  /** Nodes visited at the same time. */
  readonly concurrency: number;
  /** Ends the visits, early enough to store what was seen by then. */
  readonly deadline: AbortSignal;
}

export interface ObserveTools {
  readonly collector: Collector;
  readonly stallProbe: StallProbe;
  readonly store: FactStore;
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Runs the tasks with at most `limit` at a time. */
  inParallel<T>(limit: number, tasks: readonly (() => Promise<T>)[]): Promise<readonly T[]>;
  progress?(visited: number, known: number): void;
  /**
   * Asked when every node that answered refused the login: it may have been changed since it was read.
   *
   * @returns a collector that logs in anew; null when there is no other login
   */
  renewLogin?(): Promise<Collector | null>;
}

/** What came of a visit. */
export interface Observation {
  readonly facts: ClusterFacts;
  /** False when this run had been stored before. */
  readonly stored: boolean;
  /** The deadline passed before the visits were over. */
  readonly outOfTime: boolean;
}

/**
 * The first half of the flow: visits every node of the cluster once and stores what they said. Facts are stored
 * before the cursors: a crash in between repeats slow-log entries and never skips one.
 *
 * @throws NoNodeReachableError when nobody answered and no earlier visit knows the cluster: most likely a wrong address
 */
export async function observe(input: ObserveInput, tools: ObserveTools): Promise<Observation> {
  const cursors = await tools.store.loadCursors(input.cluster.id);
  const facts = await visitWithLogin(input, tools, cursors);
  const outOfTime = input.deadline.aborted;
  if (isUnknownAndSilent(facts, cursors)) throw nobodyAnswered(facts);
  const stored = await tools.store.putFacts(facts);
  const advanced = forgetGone(advanceCursors(cursors, facts.nodes), facts);
  if (stored && !sameCursors(advanced, cursors)) await tools.store.saveCursors(input.cluster.id, advanced);
  return { facts, stored, outOfTime };
}

/** A second time with another login, if the first one is refused everywhere and there is another one. */
async function visitWithLogin(input: ObserveInput, tools: ObserveTools, cursors: Cursors): Promise<ClusterFacts> {
  const facts = await visitCluster(input, tools, cursors);
  if (tools.renewLogin === undefined || !isLoginRefused(facts)) return facts;
  const collector = await tools.renewLogin();
  return collector === null || input.deadline.aborted ? facts : visitCluster(input, { ...tools, collector }, cursors);
}

function isLoginRefused({ nodes }: ClusterFacts): boolean {
  const answered = nodes.filter(({ connection }) => connection.answered);
  const refused = answered.filter(
    ({ connection: { outcome } }) => outcome.state === 'failed' && outcome.reason === 'auth',
  );
  return answered.length > 0 && refused.length === answered.length;
}

async function visitCluster(input: ObserveInput, tools: ObserveTools, cursors: Cursors): Promise<ClusterFacts> {
  const startedAt = tools.now();
  const plan = visitPlan(input.rules, input.audit, input.others);
  const options = collectionOptions(input.rules);
  const intrinsic = plan.ping === null ? notPlanned : await tools.stallProbe(options.intrinsicMs);
  const round = visitRound(input, options, cursors, tools);
  await round.visitSeeds({ ...plan, view: true });
  await round.visitMembers(plan);
  if (plan.view) await round.readDeviatingViews(plan);
  if (plan.view) await round.recheckViews(plan);
  const { nodes, views, mode } = round.result();
  const { cluster, runId, audit, scheduledAt, seeds } = input;
  const durationMs = Math.round(tools.now() - startedAt);
  return {
    schemaVersion: 1,
    runId,
    audit,
    cluster,
    scheduledAt,
    startedAt: new Date(startedAt).toISOString(),
    durationMs,
    mode,
    seeds,
    nodes,
    views,
    intrinsic,
  };
}

/** A known cluster that falls silent is a finding; an unknown one has nothing to be judged by. */
function isUnknownAndSilent(facts: ClusterFacts, cursors: Cursors): boolean {
  return Object.keys(cursors.nodes).length === 0 && !facts.nodes.some((node) => node.connection.answered);
}

function nobodyAnswered({ nodes }: ClusterFacts): NoNodeReachableError {
  const reasons = nodes.map(({ address, connection: { outcome } }) =>
    outcome.state === 'ok' ? `${address} said nothing` : `${address}: ${outcome.detail}`,
  );
  const hint = 'Check address, port and network. A port that speaks TLS wants rediss://, a plain one redis://.';
  return new NoNodeReachableError(`no node could be reached\n  ${reasons.join('\n  ')}`, hint);
}
