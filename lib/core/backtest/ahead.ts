import type { AlertState } from '../alert.ts';
import { allSeries } from '../audit-series.ts';
import { type Baseline, viewOnly } from '../baseline.ts';
import type { Baselines } from '../baselines.ts';
import type { Finding } from '../finding.ts';
import type { Counted } from './blind-spots.ts';
import type { JudgedRun } from './replay.ts';

/*
 * Audits of a later time judged by another thread, while this one is still at the earlier ones. That thread begins a day
 * early, from nothing, and what it finds is used only where that comes to the same as having begun with the first audit:
 * where both know the same of the nodes, and where no alert is left over that it has not seen fail.
 */

/** What it knows at the time from which on its judgements are wanted. */
export interface AheadStart {
  readonly baselines: Baselines;
  /** Fingerprints of what has failed in the audits with which it began. */
  readonly failed: readonly string[];
}

/** What it makes of the audits one by one, in their order: first the start, and in the end the count. */
export type AheadNote =
  | { readonly kind: 'start'; readonly start: AheadStart }
  | { readonly kind: 'run'; readonly run: JudgedRun }
  | { readonly kind: 'unreadable'; readonly message: string }
  | { readonly kind: 'end'; readonly blind: Counted };

/** Whether it would have come to the same, had it begun with the first audit. @param alerts what these left, with `baselines` */
export function fits({ baselines: own, failed }: AheadStart, alerts: AlertState, baselines: Baselines): boolean {
  const seen = new Set(failed);
  return Object.keys(alerts.alerts).every((each) => seen.has(each)) && sameBaselines(own, baselines);
}

/** Series by series: which of them share a part changes nothing. */
function sameBaselines(a: Baselines, b: Baselines): boolean {
  const texts = new Map<Baseline | undefined, string>();
  const textOf = (part: Baseline | undefined): string => {
    const text = texts.get(part) ?? JSON.stringify(part, inOrder);
    texts.set(part, text);
    return text;
  };
  return allSeries.every((series) => textOf(a.parts[a.partOf[series]]) === textOf(b.parts[b.partOf[series]]));
}

/** Names have no order, and neither have the sections of INFO. */
function inOrder(name: string, value: unknown): unknown {
  if (name === 'sections' && Array.isArray(value)) return value.map(String).sort((a, b) => (a < b ? -1 : 1));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * What is handed on of an audit: what decides on alerts looks at. Findings of what has never failed decide nothing, and
 * of the facts only who is a member and who sees it so.
 *
 * @param failed fingerprints of what has failed so far; those of this audit are added
 */
export function handedOn({ facts, news, upheavals }: JudgedRun, failed: Set<string>): JudgedRun {
  for (const { status, fingerprint } of news) if (status === 'fail') failed.add(fingerprint);
  const telling = news.filter(({ fingerprint }: Finding) => failed.has(fingerprint));
  return { facts: { ...facts, nodes: facts.nodes.map(viewOnly) }, news: telling, upheavals };
}
