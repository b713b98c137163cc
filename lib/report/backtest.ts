import type { BlindSpot } from '../core/backtest/blind-spots.ts';
import type { ComparedEpisode, ComparedRule, Comparison } from '../core/backtest/compare.ts';
import type { Period } from '../core/backtest/episodes.ts';
import { spanWords } from '../core/time-span.ts';
import { indent, table, wrap } from './layout.ts';
import { neutralise } from './neutral.ts';
import { count, list, time } from './words.ts';

/** What stored audits would have come to by other declarations, against what they did. */
export interface BacktestReport extends Comparison {
  readonly cluster: string;
  readonly period: Period;
  readonly judgedBy: {
    readonly config?: string;
    readonly set: readonly string[];
    /** Rules that were asked for; none for all. */
    readonly only: readonly string[];
    /** Of them, those that are switched off. */
    readonly off: readonly string[];
  };
  readonly audits: number;
  /** Audits that would have told somebody something, and those that did. */
  readonly told: { readonly would: number; readonly did: number };
  readonly blind: readonly BlindSpot[];
  /** Why single objects were passed over. */
  readonly unreadable: readonly string[];
}

/** Lines of each list; the JSON has all of them. */
const MOST = 20;

/** For people. Ends with a newline. */
export function backtestText(given: BacktestReport, width: number): string {
  const report = neutralise(given);
  const { rules, episodes, blind, unreadable } = report;
  const only = (by: ComparedEpisode['by']) => episodes.filter((each) => each.by === by);
  const blocks = [
    headLines(report, width),
    ruleLines(rules),
    episodeLines('Would have fired, and did not:', only('would')),
    episodeLines('Fired, and would not have:', only('did')),
    blindLines(blind, width),
    unreadable.length === 0
      ? []
      : [
          `Passed over: ${count(unreadable.length, 'object')}`,
          ...indent(
            shortened(unreadable, (each) => [each]),
            2,
          ),
        ],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headLines({ cluster, period, audits, judgedBy, told }: BacktestReport, width: number): readonly string[] {
  const { only, off } = judgedBy;
  const about = only.length === 0 ? '' : ` for ${list(only, MOST)}`;
  const by = [judgedBy.config ?? 'the defaults', ...judgedBy.set.map((each) => `--set ${each}`)];
  const what = `Cluster ${cluster}, ${time(period.from)} to ${time(period.to)}: ${count(audits, 'audit')} judged once more${about}, by ${list(by)}.`;
  const heard = `${count(told.would, 'audit')} would have told somebody ${only.length === 0 ? 'something' : 'of that'}; ${told.did} did. Silences are left out.`;
  const silent = off.length === 0 ? [] : wrap(`Switched off by these settings: ${list(off, MOST)}.`, width);
  return [...wrap(what, width), ...silent, ...wrap(heard, width)];
}

function ruleLines(rules: readonly ComparedRule[]): readonly string[] {
  if (rules.length === 0) return ['No alert would have fired, and none did.'];
  const titles = ['rule', 'severity', 'would', 'did', 'only would', 'only did', 'would fire for', 'did fire for'];
  const rows = rules.map((each) => [
    each.rule,
    each.severity,
    ...[each.would, each.did, each.onlyWould, each.onlyDid].map(String),
    span(each.wouldFireMs),
    span(each.didFireMs),
  ]);
  const right = titles.slice(2).map(() => 'right' as const);
  return ['How often alerts fire:', ...indent(table([titles, ...rows], ['left', 'left', ...right]), 2)];
}

function span(ms: number): string {
  return ms === 0 ? '-' : spanWords(ms);
}

function episodeLines(title: string, episodes: readonly ComparedEpisode[]): readonly string[] {
  if (episodes.length === 0) return [];
  const row = ({ from, to, severity, rule, resource }: ComparedEpisode) => [
    from === null ? 'from before' : time(from),
    to === null ? 'to the end' : `to ${time(to)}`,
    severity,
    rule,
    resource.kind === 'cluster' ? 'cluster' : (resource.address ?? resource.id),
  ];
  const rows = table(episodes.slice(0, MOST).map(row), ['left', 'left', 'left', 'left', 'left']);
  return [title, ...indent([...rows, ...more(episodes)], 2)];
}

function blindLines(blind: readonly BlindSpot[], width: number): readonly string[] {
  if (blind.length === 0) return [];
  const lines = shortened(blind, ({ rule, open, audits, facts, reason }) => {
    const names = facts.map(({ fact, reason: why }) => `${fact} (${why})`);
    const why = names.length === 0 ? `: ${reason}` : `, for want of ${list(names, Math.min(names.length, 3))}`;
    return wrap(`${rule} in ${open} of ${count(audits, 'audit')}${why}`, width - 2);
  });
  return ['Could not be judged on everything:', ...indent(lines, 2)];
}

function shortened<T>(items: readonly T[], lines: (item: T) => readonly string[]): readonly string[] {
  return [...items.slice(0, MOST).flatMap(lines), ...more(items)];
}

function more(items: readonly unknown[]): readonly string[] {
  return items.length > MOST ? [`and ${items.length - MOST} more: --format json has all of them`] : [];
}
