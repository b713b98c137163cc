import type { AuditResult } from '../../core/result.ts';
import { count, list, time } from '../words.ts';
import { placesOf } from './places.ts';

/** Alerts spelled out before the rest is only counted: the JSON report has them all. */
const MOST_ALERTS = 6;

/** What fires and is kept untold: one sentence for each silence or window; null when there is none. */
export function silenceSentences(
  result: AuditResult,
): { readonly title: string; readonly sentences: readonly string[] } | null {
  const { silences, silencesProblem } = result;
  if (silences.length === 0 && silencesProblem === undefined) return null;
  const placeOf = placesOf(result);
  const sentences = silences.map(({ kind, id, owner, reason, until, alerts }) => {
    const byRule = Map.groupBy(alerts, ({ rule }) => rule);
    const words = [...byRule].map(([rule, each]) => {
      const names = each.map(({ resource }) => placeOf(resource).name);
      return `${rule} on ${list(names, Math.min(names.length, MOST_ALERTS))}`;
    });
    const what = words.slice(0, MOST_ALERTS).join('; ');
    const more = words.length > MOST_ALERTS ? `; and ${count(words.length - MOST_ALERTS, 'more rule')}` : '';
    return `until ${time(until)} by ${owner} (${kind} ${id}: ${reason}): ${what}${more}`;
  });
  const problem =
    silencesProblem === undefined
      ? []
      : [`nothing is silenced, for the silences could NOT be read: ${silencesProblem}`];
  const total = silences.reduce((sum, { alerts }) => sum + alerts.length, 0);
  return { title: `Silenced: ${count(total, 'alert')}`, sentences: [...problem, ...sentences] };
}
