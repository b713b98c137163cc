import { severities } from '../../core/finding.ts';
import type { AuditResult } from '../../core/result.ts';
import type { ReportOptions } from '../options.ts';
import { count, list } from '../words.ts';
import { alertNewsOf } from './alerts.ts';
import type { Place } from './places.ts';
import { unknownsOf } from './unknowns.ts';
import { unreadOf } from './unread.ts';

/** Names spelled out before the rest is only counted: the JSON report has them all. */
const MOST_PLACES = 24;
const MOST_RULES = 4;
const MOST_NODES = 8;

/** `2 critical, 1 warning`, or that nothing is wrong as far as one could see. */
export function verdictWords({ summary }: AuditResult): string {
  const failing = severities.filter((severity) => summary[severity] > 0);
  if (failing.length > 0) return failing.map((severity) => `${summary[severity]} ${severity}`).join(', ');
  if (summary.passed === 0) return 'nothing could be judged';
  return summary.unknown > 0 ? 'nothing wrong in what could be judged' : 'nothing wrong';
}

/** Where a finding is, by shard and the primary first: `shard 0: 127.0.0.1:7001 (primary), 127.0.0.1:7004 (replica); shard 5461: …` */
export function where(places: readonly Place[], result: AuditResult): string {
  const [only] = places;
  if (places.length === 1 && only !== undefined) return placeWords(only, true);
  const shown = places.slice(0, MOST_PLACES);
  const shards = Map.groupBy(shown, (place) => (place.kind === 'node' ? place.shard : undefined));
  const words = [...shards].map(([shard, each]) => {
    const names = each.map((place) => placeWords(place, false)).join(', ');
    return shard === undefined ? names : `${shardName(shard)}: ${names}`;
  });
  const more = places.length > shown.length ? `; and ${places.length - shown.length} more` : '';
  const all = places.length === result.nodes.length && places.every((place) => place.kind === 'node');
  return `${all ? `all ${places.length} nodes; ` : ''}${words.join('; ')}${more}`;
}

function placeWords(place: Place, withShard: boolean): string {
  if (place.kind === 'shard')
    return place.address === undefined ? place.name : `${place.name} (primary ${place.address})`;
  const facts = [place.role ?? '', withShard && place.shard !== undefined ? shardName(place.shard) : ''];
  const known = facts.filter((fact) => fact !== '' && fact !== 'unknown').join(', ');
  return known === '' ? place.name : `${place.name} (${known})`;
}

/** A primary without slots has no first slot; its id stands in. */
function shardName(shard: string): string {
  return /^\d{1,5}$/.test(shard) ? `shard ${shard}` : 'no slots';
}

/** `The same on a, b and 3 more.`; empty when there is no other place. */
export function sameOn(others: readonly Place[]): string {
  if (others.length === 0) return '';
  const names = others.map((place) => place.address ?? place.name);
  return `The same on ${list(names, Math.min(names.length, MOST_PLACES))}.`;
}

/** Nodes, and parts of nodes, that could not be read: one sentence for each reason. */
export function unreadSentences(result: AuditResult): readonly string[] {
  return unreadOf(result).map(({ part, reason, nodes }) => {
    const names = nodes.map(({ address, role }) =>
      part !== undefined || role === 'unknown' ? address : `${address} (${role})`,
    );
    return `${part === undefined ? '' : `${part} on `}${nodeWords(names, result)}: ${reason}`;
  });
}

/** Verdicts that could not be given: one sentence for each reason. */
export function unknownSentences(result: AuditResult, options: ReportOptions): readonly string[] {
  return unknownsOf(result, options).map(({ rules, reason, remedy, nodes, joint }) => {
    const subject = rules.length > MOST_RULES ? count(rules.length, 'check') : list(rules);
    const on = nodes.length === 0 ? '' : ` on ${nodeWords(nodes, result)}`;
    return `${subject}${on}${joint}${reason}${remedy === '' ? '' : `; ${remedy}`}`;
  });
}

function nodeWords(names: readonly string[], result: AuditResult): string {
  if (names.length === result.nodes.length && names.length > 1) return `all ${names.length} nodes`;
  return list(names, Math.min(names.length, MOST_NODES));
}

/** What changed in the alerts and who was told; empty when there are none. */
export function alertSentences(
  result: AuditResult,
): { readonly title: string; readonly sentences: readonly string[] } | null {
  const { counts, groups, delivered, failedDeliveries } = alertNewsOf(result);
  if (result.alerts.length === 0 && delivered.length + failedDeliveries.length === 0) return null;
  const changes = groups.map(({ state, rule, reason, places }) => {
    const on = places.length === 0 ? '' : ` on ${list(places, Math.min(places.length, MOST_NODES))}`;
    return `${state === 'firing' ? 'new' : state}: ${rule}${on}: ${reason}`;
  });
  return {
    title: `Alerts: ${counts.firing} firing, ${counts.pending} pending, ${counts.resolved} resolved`,
    sentences: [
      ...changes,
      ...delivered.map(({ sink, subject }) => `told ${sink}: ${subject}`),
      ...failedDeliveries.map(({ sink, subject, error }) => `could NOT tell ${sink}: ${subject} (${error})`),
    ],
  };
}
