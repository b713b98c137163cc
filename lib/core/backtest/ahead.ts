import type { AlertState } from '../alert.ts';
import { allSeries } from '../audit-series.ts';
import { type Baseline, viewOnly } from '../baseline.ts';
import type { Baselines } from '../baselines.ts';
import type { ClusterFacts, Connection, NodeFacts } from '../facts.ts';
import { ok } from '../observed.ts';
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

/** Hands on one audit after the other. */
export interface Relay {
  next(run: JudgedRun): JudgedRun;
  /** Fingerprints of what has failed so far. */
  failed(): readonly string[];
}

/**
 * What is handed on of audits: what decides on alerts looks at. Findings of what has never failed decide nothing, and of
 * the facts only who is a member, who answered and who sees it how. As long as that stays the same it is the same object,
 * which a message of several audits holds once.
 */
export function relay(): Relay {
  const failed = new Set<string>();
  let last: Pick<ClusterFacts, 'nodes' | 'views'> = { nodes: [], views: {} };
  let lastText = '';
  return {
    failed: () => [...failed],
    next({ facts, news, upheavals }) {
      for (const { status, fingerprint } of news) if (status === 'fail') failed.add(fingerprint);
      const now = { nodes: facts.nodes.map(membershipOf), views: facts.views };
      const text = JSON.stringify(now);
      if (text !== lastText) [last, lastText] = [now, text];
      return {
        facts: { ...facts, ...last },
        news: news.filter(({ fingerprint }) => failed.has(fingerprint)),
        upheavals,
      };
    },
  };
}

const answered: Connection = { answered: true, attempts: 1, outcome: ok({ tls: false, connectMs: 0 }), errorCodes: [] };

/** Without times, which are others in each audit. */
function membershipOf(node: NodeFacts): NodeFacts {
  const connection = node.connection.answered ? answered : node.connection;
  return { ...viewOnly(node), connection, collectedAt: '' };
}
