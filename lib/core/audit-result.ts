import type { AlertState, AlertTransition } from './alert.ts';
import type { ClusterFacts, NodeFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import type { DeliveryAttempt } from './history-lines.ts';
import { holderName, type SilencedAlert } from './hold-back.ts';
import { latencyResult } from './latency-result.ts';
import type { LossResult } from './loss-result.ts';
import type { Delivery, Notification } from './notification.ts';
import { missReason, type Observed } from './observed.ts';
import type { AlertResult, AuditResult, NodeResult, NotificationResult, SilenceResult, Summary } from './result.ts';
import { slowCommands } from './slow-commands.ts';
import { type Topology, topologyOf } from './topology.ts';
import { parseVersion } from './version.ts';

/** What assessing one audit came to. */
export interface AuditOutcome {
  readonly findings: readonly Finding[];
  readonly loss?: LossResult;
  readonly alerts: AlertState;
  readonly transitions: readonly AlertTransition[];
  readonly notifications: readonly Notification[];
  readonly attempts: readonly DeliveryAttempt[];
  readonly silenced?: readonly SilencedAlert[];
  /** Why the silences could not be read. */
  readonly silencesProblem?: string;
}

/** Puts facts and outcome together into the document that reports show. */
export function auditResult(facts: ClusterFacts, outcome: AuditOutcome): AuditResult {
  const topology = topologyOf(facts);
  const { runId, audit, scheduledAt, startedAt, durationMs } = facts;
  return {
    schemaVersion: 1,
    runId,
    audit,
    cluster: { ...facts.cluster, mode: facts.mode },
    scheduledAt,
    startedAt,
    durationMs,
    summary: summarise(outcome.findings),
    nodes: facts.nodes.map((node) => nodeResult(node, topology)),
    findings: outcome.findings,
    slowCommands: slowCommands(facts),
    latency: latencyResult(facts),
    ...(outcome.loss === undefined ? {} : { loss: outcome.loss }),
    alerts: alertResults(outcome),
    notifications: outcome.notifications.map((notification) => notificationResult(notification, outcome)),
    silences: silenceResults(outcome.silenced ?? []),
    ...(outcome.silencesProblem === undefined ? {} : { silencesProblem: outcome.silencesProblem }),
  };
}

function summarise(findings: readonly Finding[]): Summary {
  const count = (matches: (finding: Finding) => boolean): number => findings.filter(matches).length;
  const failing = (severity: Finding['severity']): number =>
    count((finding) => finding.status === 'fail' && finding.severity === severity);
  return {
    critical: failing('critical'),
    warning: failing('warning'),
    info: failing('info'),
    unknown: count((finding) => finding.status === 'unknown'),
    passed: count((finding) => finding.status === 'pass'),
    skipped: count((finding) => finding.status === 'skipped'),
  };
}

function nodeResult(node: NodeFacts, topology: Topology | null): NodeResult {
  const member = topology?.members.find((each) => each.nodeId === node.nodeId);
  const fields = node.info.state === 'ok' ? node.info.value.fields : {};
  const version = parseVersion(fields);
  const own = fields.role === 'master' ? 'primary' : fields.role === 'slave' ? 'replica' : undefined;
  return {
    nodeId: node.nodeId,
    address: node.address,
    role: own ?? member?.role ?? 'unknown',
    shard: member?.shard ?? member?.primaryId ?? node.nodeId,
    ...(version === null ? {} : { version: `${version.engine} ${version.text}` }),
    facts: factStates(node),
  };
}

function factStates(node: NodeFacts): NodeResult['facts'] {
  const parts = {
    connection: node.connection.outcome,
    ping: node.ping,
    info: node.info,
    config: node.config,
    clusterInfo: node.clusterInfo,
    nodes: node.view,
    slowlog: node.slowlog,
    latency: node.latency,
    latencyDoctor: node.latencyDoctor,
    aclDefault: node.aclDefault,
    replicaClients: node.replicaClients,
    clientBuffers: node.clientBuffers,
    latencyHistogram: node.latencyHistogram,
    commandlog: node.commandlog,
    slotStats: node.slotStats,
    aclUsers: node.aclUsers,
    ownRights: node.ownRights,
    resolvedName: node.resolvedName,
  };
  const states = Object.entries<Observed<unknown>>(parts).map(
    ([part, observed]) => [part, observed.state === 'ok' ? 'ok' : missReason(observed)] as const,
  );
  return Object.fromEntries(states);
}

/** Alerts that are not over, with what this audit changed about them at last, and those that ended in it. */
function alertResults({ alerts, transitions }: AuditOutcome): readonly AlertResult[] {
  const changed = new Map(transitions.map((transition) => [transition.alert.fingerprint, transition]));
  const standing = Object.values(alerts.alerts).filter((alert) => !changed.has(alert.fingerprint));
  const all = [
    ...[...changed.values()].map(({ alert, reason }) => ({ alert, reason })),
    ...standing.map((alert) => ({ alert, reason: 'unchanged' })),
  ];
  return all.map(({ alert: { fingerprint, rule, state, since }, reason }) => ({
    fingerprint,
    rule,
    state,
    since,
    reason,
  }));
}

/** What is silenced, together for each silence or window: the one that ends first comes first. */
function silenceResults(silenced: readonly SilencedAlert[]): readonly SilenceResult[] {
  const groups = Map.groupBy(silenced, ({ holder }) => holderName(holder));
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const alerts = group.map(({ alert: { fingerprint, rule, resource } }) => ({ fingerprint, rule, resource }));
      return [{ ...first.holder, alerts }];
    })
    .sort((a, b) => Date.parse(a.until) - Date.parse(b.until));
}

function notificationResult(notification: Notification, { attempts }: AuditOutcome): NotificationResult {
  const { reason, subject, text } = notification;
  const own = attempts.filter((attempt) => attempt.notification === notification);
  return { reason, subject, text, deliveries: own.map(({ delivery }) => deliveryResult(delivery)) };
}

function deliveryResult(delivery: Delivery): NotificationResult['deliveries'][number] {
  const { sink, status } = delivery;
  return delivery.status === 'failed' ? { sink, status, error: delivery.error } : { sink, status };
}
