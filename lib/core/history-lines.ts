import type { Alert, AlertTransition } from './alert.ts';
import type { ClusterFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import type { LossResult, LossRow } from './loss-result.ts';
import type { Delivery, Notification, NotifiedAlert } from './notification.ts';
import type { HeldAlert } from './plan.ts';

/** What every line of the history begins with, so that a line means something on its own. */
interface LineHead {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly clusterId: string;
  readonly audit: string;
  readonly scheduledAt: string;
}

/** One line of a history object: flat enough for SQL, complete on its own. */
export type HistoryLine = LineHead & { readonly kind: string } & Readonly<Record<string, unknown>>;

/** One line for each finding that is not a pass, one for what failures would take from each shard, and one that sums up. */
export function findingLines(
  facts: ClusterFacts,
  findings: readonly Finding[],
  loss?: LossResult,
): readonly HistoryLine[] {
  const notPassed = findings.filter((finding) => finding.status !== 'pass');
  const count = (status: Finding['status']): number => findings.filter((finding) => finding.status === status).length;
  const summary = {
    nodes: facts.nodes.length,
    answered: facts.nodes.filter((node) => node.connection.answered).length,
    durationMs: facts.durationMs,
    fail: count('fail'),
    unknown: count('unknown'),
    passed: count('pass'),
    skipped: count('skipped'),
  };
  return [
    ...notPassed.map((finding) => line(facts, 'finding', { ...finding })),
    ...lossLines(facts, loss),
    line(facts, 'summary', summary),
  ];
}

/** Seconds as a number, or null; which kind of nothing that is, and what is only a lower bound, stands beside it. */
function lossLines(facts: ClusterFacts, loss: LossResult | undefined): readonly HistoryLine[] {
  const { maxLossSeconds, shards = [] } = loss ?? {};
  return shards.map(({ shard, primary, status, reason, rows }) => {
    const of = (chosen: (row: LossRow) => boolean): readonly string[] =>
      rows.filter(chosen).map(({ failure }) => failure);
    return line(facts, 'loss', {
      shard,
      primary,
      status,
      reason,
      maxLossSeconds,
      seconds: Object.fromEntries(
        rows.map((row) => [row.failure, typeof row.seconds === 'number' ? row.seconds : null]),
      ),
      atLeast: of((row) => row.atLeast),
      unbounded: of(({ seconds }) => seconds === 'unbounded'),
      unknown: of(({ seconds }) => seconds === 'unknown'),
    });
  });
}

/** One line for each new slow-log entry. */
export function slowlogLines(facts: ClusterFacts): readonly HistoryLine[] {
  return facts.nodes.flatMap(({ nodeId, address, slowlog }) =>
    slowlog.state === 'ok'
      ? slowlog.value.entries.map((entry) => line(facts, 'slowlog', { nodeId, address, ...entry }))
      : [],
  );
}

/** What the alert log keeps of one assessment. */
export interface AlertLog {
  readonly transitions: readonly AlertTransition[];
  /** Alerts that are not told. */
  readonly held: readonly HeldAlert[];
  readonly attempts: readonly DeliveryAttempt[];
}

/** What became of telling one sink. */
export interface DeliveryAttempt {
  readonly sink: string;
  readonly notification: Notification;
  readonly delivery: Delivery;
  /** How often it was tried in this assessment. */
  readonly times: number;
}

/**
 * One line for each change of an alert, each that is held back from now on, each that is told without having changed,
 * and each sink that was to be told.
 */
export function alertLines(facts: ClusterFacts, { transitions, held, attempts }: AlertLog): readonly HistoryLine[] {
  const holds = new Map(held.map(({ alert, by, reason }) => [alert.fingerprint, { by, reason }]));
  const changed = new Set(transitions.map(({ alert }) => alert.fingerprint));
  const heldOnly = held.filter(({ alert, isNew }) => isNew && !changed.has(alert.fingerprint));
  for (const { alert } of heldOnly) changed.add(alert.fingerprint);
  const told = attempts.flatMap(({ notification: { alerts } }) => alerts);
  const toldOnly = new Map(
    told.filter(({ fingerprint }) => !changed.has(fingerprint)).map((each) => [each.fingerprint, each]),
  );
  return [
    ...transitions.map(({ alert, from, to, reason }) =>
      line(facts, 'transition', {
        from,
        to,
        reason,
        alert: alertPart(alert),
        ...heldPart(holds.get(alert.fingerprint)),
      }),
    ),
    ...heldOnly.map(({ alert, by, reason }) =>
      line(facts, 'held', { state: alert.state, alert: alertPart(alert), held: { by, reason } }),
    ),
    ...[...toldOnly.values()].map((alert) => line(facts, 'told', { state: alert.state, alert: toldPart(alert) })),
    ...attempts.map((attempt) => line(facts, 'delivery', deliveryPart(attempt))),
  ];
}

function heldPart(held: Pick<HeldAlert, 'by' | 'reason'> | undefined): object {
  return held === undefined ? {} : { held };
}

function alertPart({ fingerprint, rule, severity, resource, state, since, failures, message }: Alert): object {
  return { fingerprint, rule, severity, resource, state, since, failures, message };
}

function toldPart({ fingerprint, rule, severity, resource, since, message }: NotifiedAlert): object {
  return { fingerprint, rule, severity, resource, since, message };
}

/** The message as it was sent, and what it told of which alerts; those stand in lines of their own. */
function deliveryPart({ notification, delivery, times }: DeliveryAttempt): Readonly<Record<string, unknown>> {
  const { id, clusterId, scheduledAt, reason, subject, text, alerts } = notification;
  const told = alerts.map(({ fingerprint, state, reason: why }) => ({ fingerprint, state, reason: why }));
  return { notification: { id, clusterId, scheduledAt, reason, subject, text }, delivery, times, told };
}

function line(facts: ClusterFacts, kind: string, content: Readonly<Record<string, unknown>>): HistoryLine {
  const { runId, audit, scheduledAt } = facts;
  return { schemaVersion: 1, kind, runId, clusterId: facts.cluster.id, audit, scheduledAt, ...content };
}
