import { resolve } from './advance.ts';
import type { Alert, AlertTransition } from './alert.ts';
import { stateReasons } from './alert-reasons.ts';
import { runsIn } from './audit-series.ts';
import type { ClusterFacts } from './facts.ts';
import type { EnabledRule, Rule } from './rule.ts';
import { settledTopology } from './settled-topology.ts';
import type { Topology } from './topology.ts';

interface Known {
  /** Rules that this kind of audit runs. */
  readonly rules: readonly EnabledRule[];
  /** Every rule there is, by its id. */
  readonly catalogue: ReadonlyMap<string, Rule>;
  /** No later run has been judged. */
  readonly isNewest: boolean;
}

/** Alerts that no verdict will ever end: about what is not there any more, or of rules that do not run any more. */
export function endings(
  alerts: readonly Alert[],
  facts: ClusterFacts,
  { rules, catalogue, isNewest }: Known,
): readonly AlertTransition[] {
  const enabled = new Set(rules.map(({ rule }) => rule.id));
  const whyGone = isNewest ? resourcesGone(facts) : () => undefined;
  return alerts.flatMap((alert) => {
    if (alert.state === 'resolved' && alert.flapping === undefined) return [];
    const reason = ruleEnding(alert, facts, enabled, catalogue) ?? whyGone(alert);
    return reason === undefined ? [] : [ended(alert, facts.scheduledAt, reason)];
  });
}

/** What is gone for good does not flap any more. */
function ended({ flapping: _flapping, ...alert }: Alert, at: string, reason: string): AlertTransition {
  const over = alert.state === 'resolved' ? { ...alert, reason } : resolve(alert, at, reason);
  return { alert: over, from: alert.state, to: 'resolved', reason };
}

/** Only an audit that would have run the rule can tell that it is switched off. */
function ruleEnding(
  { rule: id }: Alert,
  { audit }: ClusterFacts,
  enabled: ReadonlySet<string>,
  catalogue: ReadonlyMap<string, Rule>,
): string | undefined {
  if (enabled.has(id)) return undefined;
  const rule = catalogue.get(id);
  if (rule === undefined) return stateReasons.ruleGone();
  return runsIn(audit, rule) ? stateReasons.ruleOff() : undefined;
}

/** Why an alert's resource is not there any more: only on the word of a majority of primaries. */
function resourcesGone(facts: ClusterFacts): (alert: Alert) => string | undefined {
  const topology = settledTopology(facts);
  if (topology === null) return () => undefined;
  const members = new Set([...topology.members, ...facts.nodes].map(({ nodeId }) => nodeId));
  const shards = new Set(topology.shards.map(({ id }) => id));
  return ({ resource: { kind, id } }) => {
    if (kind === 'node' && !members.has(id)) return stateReasons.nodeGone();
    if (kind === 'shard' && !shards.has(id) && isServed(topology, Number(id))) return stateReasons.shardGone();
    return undefined;
  };
}

/** A slot without an owner is a shard in trouble, not one that is gone. */
function isServed({ shards }: Topology, slot: number): boolean {
  return shards.some(({ slots }) => slots.some(([first, last]) => first <= slot && slot <= last));
}
