import type { AuditKind } from './facts.ts';
import { localAreas } from './local-areas.ts';
import type { Rule } from './rule.ts';

/** Areas that each kind of audit runs; `full` runs all. */
const areasOf: Readonly<Record<Exclude<AuditKind, 'full'>, readonly string[]>> = {
  slowlog: ['slowlog', 'commands', localAreas.slowlog],
  latency: ['latency', localAreas.latency],
  topology: ['topology', 'replication', 'aws', localAreas.topology],
  persistence: ['persistence', 'aof', 'rdb', 'backup', localAreas.persistence],
};

/** Part of every audit: whether the auditor could look at all, and whether it looked at the same processes. */
const alwaysRun: { readonly areas: readonly string[]; readonly rules: readonly string[] } = {
  areas: ['auditor'],
  rules: ['topology/node-unreachable', 'topology/node-restarted'],
};

/** Rules about the auditor that only one kind can feed: another would read the slow log away from it, or has no views. */
const needTheKind: ReadonlyMap<string, Series> = new Map([
  ['auditor/own-load-visible', 'slowlog'],
  ['auditor/policy-outdated', 'topology'],
]);

/**
 * The audits that a rule sees: those of one kind and the full ones. What it compares with is the last audit of its
 * own series: one in between that did not run the rule must not swallow what happened before it.
 */
export type Series = AuditKind | 'every';

export const allSeries: readonly Series[] = ['every', 'full', 'slowlog', 'latency', 'topology', 'persistence'];

const seriesOfArea: ReadonlyMap<string, Series> = new Map(
  (Object.entries(areasOf) as readonly [Exclude<AuditKind, 'full'>, readonly string[]][]).flatMap(([kind, areas]) =>
    areas.map((area) => [area, kind] as const),
  ),
);

export function seriesOf({ id, area }: Pick<Rule, 'id' | 'area'>): Series {
  const needed = needTheKind.get(id);
  if (needed !== undefined) return needed;
  if (alwaysRun.areas.includes(area) || alwaysRun.rules.includes(id)) return 'every';
  return seriesOfArea.get(area) ?? 'full';
}

/** Whether this kind of audit belongs to a series. */
export function belongsTo(audit: AuditKind, series: Series): boolean {
  return audit === 'full' || series === 'every' || series === audit;
}

/** Whether this kind of audit runs a rule. */
export function runsIn(audit: AuditKind, rule: Pick<Rule, 'area' | 'id'>): boolean {
  return belongsTo(audit, seriesOf(rule));
}
