import { type Severity, severities } from '../finding.ts';
import { type AlertChange, type Episode, episodesIn, firingMs, overlap, type Period } from './episodes.ts';

/** A time in which an alert fires by one set of declarations, and whether it did by the other. */
export interface ComparedEpisode extends Episode {
  /** `both`, or which of them alone: `would` by the declarations that are tried, `did` when it happened. */
  readonly by: 'both' | 'would' | 'did';
}

/** One rule in numbers. Counts are of times in which an alert fired. */
export interface ComparedRule {
  readonly rule: string;
  /** As it would be; as it was, where it would not fire at all. */
  readonly severity: Severity;
  readonly would: number;
  readonly did: number;
  /** Of those that would, how many did not; and the other way round. */
  readonly onlyWould: number;
  readonly onlyDid: number;
  /** Of all alerts of the rule together. */
  readonly wouldFireMs: number;
  readonly didFireMs: number;
}

export interface Comparison {
  /** Rules that fire by either, the worst first. */
  readonly rules: readonly ComparedRule[];
  /** By their beginning; those of both as they would be. */
  readonly episodes: readonly ComparedEpisode[];
}

/** What would fire against what did, each oldest first. */
export function compare(would: readonly AlertChange[], did: readonly AlertChange[], period: Period): Comparison {
  const now = marked(episodesIn(would, period), episodesIn(did, period), 'would');
  const then = marked(episodesIn(did, period), now, 'did');
  const ofRule = Map.groupBy([...now, ...then], ({ rule }) => rule);
  const rules = [...ofRule.keys()].map((rule) => {
    const mine = now.filter((each) => each.rule === rule);
    const theirs = then.filter((each) => each.rule === rule);
    return inNumbers(rule, mine, theirs, period);
  });
  const episodes = [...now, ...then.filter(({ by }) => by === 'did')];
  return { rules: rules.sort(worstFirst), episodes: episodes.sort((a, b) => order(a.from ?? '', b.from ?? '')) };
}

function marked(
  episodes: readonly Episode[],
  others: readonly Episode[],
  alone: 'would' | 'did',
): readonly ComparedEpisode[] {
  const byAlert = Map.groupBy(others, ({ fingerprint }) => fingerprint);
  return episodes.map((each) => {
    const matched = (byAlert.get(each.fingerprint) ?? []).some((other) => overlap(each, other));
    return { ...each, by: matched ? 'both' : alone };
  });
}

function inNumbers(
  rule: string,
  now: readonly ComparedEpisode[],
  then: readonly ComparedEpisode[],
  period: Period,
): ComparedRule {
  const worst = now.length > 0 ? now : then;
  return {
    rule,
    severity: severities.find((severity) => worst.some((each) => each.severity === severity)) ?? 'info',
    would: now.length,
    did: then.length,
    onlyWould: now.filter(({ by }) => by === 'would').length,
    onlyDid: then.filter(({ by }) => by === 'did').length,
    wouldFireMs: firingMs(now, period),
    didFireMs: firingMs(then, period),
  };
}

function worstFirst(a: ComparedRule, b: ComparedRule): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.would - a.would || order(a.rule, b.rule);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
