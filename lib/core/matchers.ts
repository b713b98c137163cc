import { formatAddress, parseAddress } from './address.ts';
import type { Alert } from './alert.ts';
import { type Resource, type Severity, severities } from './finding.ts';
import type { Rule } from './rule.ts';

/**
 * Which alerts are meant: all matchers that are given must match, and of one with several values any of them. A matcher
 * for something that an alert does not have never matches: `node` matches no alert about a shard or the cluster. That
 * is unlike Alertmanager, where a missing label equals the empty text and a slip in a name silences everything.
 */
export interface Matchers {
  /** Ids of rules, `aof/not-enabled`, or whole areas, `aof/*`. */
  readonly rule?: readonly string[];
  readonly severity?: readonly Severity[];
  /** Ids of clusters. */
  readonly cluster?: readonly string[];
  /** First slots: of the shard that an alert is about, or that its node belongs to. */
  readonly shard?: readonly string[];
  /** Ids of nodes, or their addresses as the cluster announces them. */
  readonly node?: readonly string[];
}

export type MatcherKey = keyof Matchers;

/** Values by key, as somebody wrote them: matchers that may still be wrong. */
export type MatcherValues = Readonly<Partial<Record<MatcherKey, readonly string[]>>>;

export const matcherKeys: readonly MatcherKey[] = ['rule', 'severity', 'cluster', 'shard', 'node'];

/** What of an alert is matched. */
export type Matched = Pick<Alert, 'rule' | 'severity' | 'resource'>;

/**
 * Whether an alert is meant. An alert about the auditor itself is so only by a matcher that names its rule or the area
 * `auditor`: whoever silences a cluster wants to hear when nobody looks at it any more.
 */
export function matches(matchers: Matchers, alert: Matched, clusterId: string): boolean {
  const { rule, severity, cluster, shard, node } = matchers;
  if (rule === undefined && isAboutAuditor(alert.rule)) return false;
  return (
    anyOf(rule, (pattern) => covers(pattern, alert.rule)) &&
    anyOf(severity, (each) => each === alert.severity) &&
    anyOf(cluster, (id) => id === clusterId) &&
    anyOf(shard, (slot) => slot === shardOf(alert.resource)) &&
    anyOf(node, (name) => isNode(name, alert.resource))
  );
}

/** Whether nothing but the auditor's own alerts would be left to tell. */
export function matchesEverything(matchers: MatcherValues, rules: readonly Pick<Rule, 'id'>[]): boolean {
  const { rule, severity, shard, node } = matchers;
  const others = rules.filter(({ id }) => !isAboutAuditor(id));
  return (
    shard === undefined &&
    node === undefined &&
    severities.every((each) => severity?.includes(each) ?? true) &&
    others.every(({ id }) => anyOf(rule, (pattern) => covers(pattern, id)))
  );
}

/** The matchers as they are typed, `rule=aof/* severity=critical,warning`; `everything` when there are none. */
export function matchersText(matchers: Matchers): string {
  const words = matcherKeys.flatMap((key) =>
    matchers[key] === undefined ? [] : [`${key}=${matchers[key].join(',')}`],
  );
  return words.length === 0 ? 'everything' : words.join(' ');
}

/** @param pattern the id of a rule, or `<area>/*` */
export function covers(pattern: string, rule: string): boolean {
  return pattern.endsWith('/*') ? rule.startsWith(pattern.slice(0, -1)) : rule === pattern;
}

function isAboutAuditor(rule: string): boolean {
  return rule.startsWith('auditor/');
}

function anyOf<T>(values: readonly T[] | undefined, isMeant: (value: T) => boolean): boolean {
  return values === undefined || values.some(isMeant);
}

function shardOf({ kind, id, shard }: Resource): string | undefined {
  return kind === 'shard' ? id : shard;
}

function isNode(name: string, { kind, id, address }: Resource): boolean {
  if (kind !== 'node') return false;
  return name.toLowerCase() === id || (address !== undefined && sameAddress(name, address));
}

/** IPv6 addresses are written with brackets and without. */
export function sameAddress(a: string, b: string): boolean {
  const [first, second] = [parseAddress(a), parseAddress(b)];
  if (first === null || second === null) return false;
  return formatAddress(first.host, first.port).toLowerCase() === formatAddress(second.host, second.port).toLowerCase();
}
