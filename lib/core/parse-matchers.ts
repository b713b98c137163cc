import { parseAddress } from './address.ts';
import { nearestNames } from './explain/nearest.ts';
import { severities } from './finding.ts';
import { covers, type MatcherKey, type Matchers, type MatcherValues, matcherKeys } from './matchers.ts';
import type { Rule } from './rule.ts';
import { clusterIdPattern } from './storage-keys.ts';

/** What of a catalogue tells whether matchers can ever match. */
export type KnownRules = readonly Pick<Rule, 'id' | 'scope'>[];

/**
 * Reads matchers as they are typed: `rule=aof/*`, `severity=critical,warning`, `node=10.0.0.1:6379`, `shard=0`.
 *
 * @returns the matchers, and everything that is wrong with the words, one sentence for each
 */
export function parseMatchers(
  words: readonly string[],
  rules: KnownRules,
): { readonly matchers: Matchers; readonly problems: readonly string[] } {
  const values: Partial<Record<MatcherKey, readonly string[]>> = {};
  const problems: string[] = [];
  for (const word of words) {
    const [, key = '', text = ''] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
    const wrong = wordProblem(word, key, values);
    if (wrong !== undefined) problems.push(wrong);
    else values[key as MatcherKey] = text.split(',').map((value) => value.trim());
  }
  return { matchers: values as Matchers, problems: [...problems, ...matcherProblems(values, rules)] };
}

/** Everything that is wrong with the values of matchers, one sentence for each. */
export function matcherProblems(values: MatcherValues, rules: KnownRules): readonly string[] {
  const wrong = matcherKeys.flatMap((key) =>
    (values[key] ?? []).flatMap((value) => valueProblem(key, value, rules) ?? []),
  );
  return wrong.length > 0 ? wrong : neverMatches(values, rules);
}

function wordProblem(word: string, key: string, before: MatcherValues): string | undefined {
  if (!word.includes('=')) return `${word} is no matcher: write it as key=value, as rule=aof/*`;
  const known = matcherKeys.find((each) => each === key);
  if (known === undefined) {
    const meant = nearestNames(key, matcherKeys);
    return `${key === '' ? word : key} is nothing to match by: ${meant.length > 0 ? `did you mean ${meant.join(' or ')}?` : `there are ${matcherKeys.join(', ')}`}`;
  }
  return before[known] === undefined ? undefined : `${key} is given twice: separate several values by a comma`;
}

function valueProblem(key: MatcherKey, value: string, rules: KnownRules): string | undefined {
  if (value === '') return `${key} has an empty value`;
  const wrong: Readonly<Record<MatcherKey, () => string | undefined>> = {
    rule: () => ruleProblem(value, rules),
    severity: () => (severities.some((each) => each === value) ? undefined : severityProblem(value)),
    cluster: () => (clusterIdPattern.test(value) ? undefined : `cluster=${value} is no id of a cluster`),
    shard: () =>
      /^\d{1,5}$/.test(value) && String(Number(value)) === value && Number(value) < 16_384
        ? undefined
        : `shard=${value} is no first slot of a shard: write a number from 0 to 16383`,
    node: () => nodeProblem(value),
  };
  return wrong[key]();
}

/** What stands before an @ may be a password, so it is not repeated. */
function nodeProblem(value: string): string | undefined {
  if (value.includes('@')) return 'node must be host:port alone, without user and password';
  const address = parseAddress(value);
  if (/^[0-9a-f]{40}$/i.test(value) || (address !== null && address.host !== '' && !/[\s/]/.test(value)))
    return undefined;
  return `node=${value} is neither host:port nor the 40 hex digits of a node's id`;
}

function severityProblem(value: string): string {
  const meant = nearestNames(value, severities);
  return `severity=${value} is no severity: ${meant.length > 0 ? `did you mean ${meant.join(' or ')}?` : `there are ${severities.join(', ')}`}`;
}

function ruleProblem(value: string, rules: KnownRules): string | undefined {
  if (value === '*') return 'rule=* means every rule: leave it out';
  if (rules.some(({ id }) => covers(value, id))) return undefined;
  const [ids, areas] = [rules.map(({ id }) => id), [...new Set(rules.map(({ id }) => areaOf(id)))]];
  const meant = value.endsWith('/*')
    ? nearestNames(value.slice(0, -2), areas).map((area) => `${area}/*`)
    : nearestRules(value, ids, areas);
  const what = value.endsWith('/*') ? 'no rules are in that area' : 'no rule is called that';
  return `rule=${value}: ${what}${meant.length > 0 ? `; did you mean ${meant.slice(0, 3).join(' or ')}?` : ''}`;
}

/** A slip in the id; an area without its asterisk; a name without its area, or in another one. */
function nearestRules(value: string, ids: readonly string[], areas: readonly string[]): readonly string[] {
  const near = nearestNames(value, ids);
  if (near.length > 0) return near;
  const area = areas.find((each) => each === value.replace(/\/$/, ''));
  if (area !== undefined) return [`${area}/*`];
  const [name] = nearestNames(lastPart(value), ids.map(lastPart));
  return ids.filter((id) => lastPart(id) === name);
}

/** Matchers that exclude each other would silence nothing, and nobody would notice before it matters. */
function neverMatches({ rule, shard, node }: MatcherValues, rules: KnownRules): readonly string[] {
  if (rule === undefined || (shard === undefined && node === undefined)) return [];
  const meant = rules.filter(({ id }) => rule.some((pattern) => covers(pattern, id)));
  const fits = meant.some(({ scope }) => scope === 'node' || (scope === 'shard' && node === undefined));
  if (fits) return [];
  const key = node === undefined ? 'shard' : 'node';
  const scopes = [...new Set(meant.map(({ scope }) => (scope === 'cluster' ? 'the whole cluster' : 'a shard')))];
  return [
    `${key}=${(node ?? shard ?? []).join(',')} never matches: ${rule.join(', ')} is about ${scopes.join(' or ')}`,
  ];
}

function areaOf(rule: string): string {
  return rule.split('/')[0] ?? '';
}

function lastPart(id: string): string {
  return id.split('/').at(-1) ?? id;
}
