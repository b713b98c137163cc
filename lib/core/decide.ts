import type { Alert, AlertState, AlertTransition } from './alert.ts';
import type { ClusterFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import type { Rule } from './rule.ts';
import { topologyOf } from './topology.ts';

/** What one audit changes. */
export interface Decision {
  readonly alerts: AlertState;
  /** Every change with its reason, in the order of the findings. */
  readonly transitions: readonly AlertTransition[];
}

type Thresholds = ReadonlyMap<string, Pick<Rule, 'failureThreshold'>>;

/**
 * Moves the alerts on by one audit. `unknown` freezes an alert: not having looked neither confirms nor ends it. An
 * alert whose rule this audit did not run stays as it is. Facts of an audit older than the state change nothing.
 */
export function decide(
  before: AlertState,
  findings: readonly Finding[],
  facts: ClusterFacts,
  rules: Thresholds,
): Decision {
  if (before.asOf !== null && facts.scheduledAt < before.asOf) return { alerts: before, transitions: [] };
  const alerts: Record<string, Alert> = { ...before.alerts };
  const transitions: AlertTransition[] = [];
  for (const finding of findings) {
    const step = advance(
      alerts[finding.fingerprint],
      finding,
      facts.scheduledAt,
      rules.get(finding.rule)?.failureThreshold ?? 1,
    );
    if (step === undefined) continue;
    if (step.transition !== undefined) transitions.push(step.transition);
    if (step.alert === undefined) delete alerts[finding.fingerprint];
    else alerts[finding.fingerprint] = step.alert;
  }
  for (const gone of goneWith(alerts, facts)) {
    delete alerts[gone.alert.fingerprint];
    if (gone.alert.notified) alerts[gone.alert.fingerprint] = gone.alert;
    transitions.push(gone);
  }
  return { alerts: { schemaVersion: 1, asOf: facts.scheduledAt, alerts }, transitions };
}

/** The alert afterwards (undefined: over and never told), and the change if there is one. */
interface Step {
  readonly alert: Alert | undefined;
  readonly transition?: AlertTransition;
}

/** @returns undefined when the finding changes nothing */
function advance(alert: Alert | undefined, finding: Finding, at: string, threshold: number): Step | undefined {
  if (finding.status === 'fail') return failAgain(alert, finding, at, threshold);
  if (alert === undefined || alert.state === 'resolved' || finding.status === 'unknown') return undefined;
  const reason =
    finding.status === 'pass' ? 'the check passes again' : `the check no longer applies: ${finding.message}`;
  const resolved: Alert = { ...alert, state: 'resolved' };
  const transition: AlertTransition = { alert: resolved, from: alert.state, to: 'resolved', reason, finding };
  // Its end still has to be told to whoever was told of its beginning, and to nobody else.
  return { alert: alert.notified ? resolved : undefined, transition };
}

function failAgain(alert: Alert | undefined, finding: Finding, at: string, threshold: number): Step {
  const failures = (alert?.failures ?? 0) + 1;
  const state = failures >= threshold ? 'firing' : 'pending';
  const next: Alert = {
    fingerprint: finding.fingerprint,
    rule: finding.rule,
    severity: finding.severity,
    resource: finding.resource,
    state,
    since: alert?.since ?? at,
    failures,
    message: finding.message,
    notified: alert?.notified ?? false,
    ...(alert?.heldBy === undefined ? {} : { heldBy: alert.heldBy }),
  };
  if (alert?.state === state) return { alert: next };
  const counted = failures === 1 ? 'failed in this audit' : `failed in ${failures} audits running`;
  const reason = state === 'firing' ? counted : `${counted}, fires at ${threshold}`;
  return { alert: next, transition: { alert: next, from: alert?.state ?? 'none', to: state, reason, finding } };
}

/** Alerts about nodes that have left: only on the word of a majority of primaries. */
function goneWith(alerts: Readonly<Record<string, Alert>>, facts: ClusterFacts): readonly AlertTransition[] {
  const topology = topologyOf(facts);
  if (topology === null || facts.mode !== 'cluster') return [];
  const answering = topology.shards.filter(({ primary }) =>
    facts.nodes.some((node) => node.nodeId === primary && node.view.state === 'ok'),
  );
  if (answering.length <= topology.shards.length / 2) return [];
  const members = new Set([
    ...topology.members.map((member) => member.nodeId),
    ...facts.nodes.map((node) => node.nodeId),
  ]);
  return Object.values(alerts)
    .filter(({ resource }) => resource.kind === 'node' && !members.has(resource.id))
    .filter((alert) => alert.state !== 'resolved')
    .map((alert) => ({
      alert: { ...alert, state: 'resolved' },
      from: alert.state,
      to: 'resolved',
      reason: 'resource-gone: the node left the cluster',
    }));
}
