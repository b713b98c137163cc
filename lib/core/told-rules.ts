import type { Alert } from './alert.ts';
import { type Severity, severities } from './finding.ts';
import type { News } from './news.ts';
import type { NotifiedAlert } from './notification.ts';

/**
 * What is told of one rule in one cluster, in numbers: enough to open an incident by and to close it, whatever else of a
 * message there was no room for. There are as many as rules, so a storm does not make it long.
 */
export interface ToldRule {
  readonly rule: string;
  readonly title: string;
  /** The worst of its alerts that are told to fire; of those that are over, if none fires. */
  readonly severity: Severity;
  /** Alerts that are told to fire, or to flap. */
  readonly firing: number;
  /** Alerts that are told to be over. */
  readonly resolved: number;
  /** Alerts that are not told now, were told before, and whose end is still to be told. */
  readonly firingOn: number;
  readonly links: readonly string[];
}

/** Rule → alerts of it that a sink believes to fire, and that are not among its news. Only of rules that are. */
export type FiringOn = Readonly<Record<string, number>>;

/**
 * Of each rule that a sink is told of: what it was told before and waits for the end of. What fires untold, as under a
 * silence, does not count: its end is not told either, and whoever waited for it would wait for ever.
 */
export function firingBeside(news: readonly News[], alerts: readonly Alert[], sink: string): FiringOn {
  const rules = new Set(news.map(({ alert }) => alert.rule));
  const told = new Set(news.map(({ alert }) => alert.fingerprint));
  const counts: Record<string, number> = {};
  for (const { rule, fingerprint, told: knows } of alerts)
    if (knows[sink] !== undefined && rules.has(rule) && !told.has(fingerprint)) counts[rule] = (counts[rule] ?? 0) + 1;
  return counts;
}

/** @param alerts the worst first, at last what is over; the rules come in that order */
export function toldRules(alerts: readonly NotifiedAlert[], firingOn: FiringOn): readonly ToldRule[] {
  return [...Map.groupBy(alerts, ({ rule }) => rule).values()].flatMap((ofRule) => {
    const [first] = ofRule;
    if (first === undefined) return [];
    const { rule, title, links } = first;
    const over = ofRule.filter(({ state }) => state === 'resolved');
    const open = ofRule.filter(({ state }) => state !== 'resolved');
    const severity = worstOf(open.length > 0 ? open : over);
    const counts = { firing: open.length, resolved: over.length, firingOn: firingOn[rule] ?? 0 };
    return [{ rule, title, severity, ...counts, links }];
  });
}

function worstOf(alerts: readonly NotifiedAlert[]): Severity {
  return severities.find((severity) => alerts.some((alert) => alert.severity === severity)) ?? 'info';
}
