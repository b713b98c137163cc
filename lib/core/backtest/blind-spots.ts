import type { Finding } from '../finding.ts';
import type { MissReason } from '../observed.ts';

/** A rule that some audits could not judge, as their facts do not say what it needs. */
export interface BlindSpot {
  readonly rule: string;
  /** Audits that ran the rule, and those of them that left it open for at least one resource. */
  readonly audits: number;
  readonly open: number;
  /** What was missing, by how many audits it was missing in. */
  readonly facts: readonly { readonly fact: string; readonly reason: MissReason; readonly audits: number }[];
  /** What the last of them said of it. */
  readonly reason: string;
}

/** Counts them, one audit after the other. */
export interface BlindSpots {
  add(findings: readonly Finding[]): void;
  /** Adds what somebody else has counted in later audits. */
  addCounted(later: Counted): void;
  counted(): Counted;
  /** Only of rules that were left open, the most often first. */
  spots(): readonly BlindSpot[];
}

interface Counts {
  audits: number;
  open: number;
  reason: string;
  readonly facts: Map<string, { readonly fact: string; readonly reason: MissReason; audits: number }>;
}

/** Rule → what was counted of it. */
export type Counted = ReadonlyMap<string, Counts>;

export function blindSpots(): BlindSpots {
  const rules = new Map<string, Counts>();
  return {
    add(findings) {
      for (const [rule, ofRule] of Map.groupBy(findings, (finding) => finding.rule)) {
        const counts = rules.get(rule) ?? { audits: 0, open: 0, reason: '', facts: new Map() };
        rules.set(rule, counts);
        count(counts, ofRule);
      }
    },
    addCounted(later) {
      for (const [rule, counts] of later) {
        const known = rules.get(rule);
        if (known === undefined) rules.set(rule, counts);
        else addTo(known, counts);
      }
    },
    counted: () => rules,
    spots: () =>
      [...rules]
        .filter(([, { open }]) => open > 0)
        .map(([rule, { audits, open, reason, facts }]) => {
          const most = [...facts.values()].sort((a, b) => b.audits - a.audits);
          return { rule, audits, open, facts: most, reason };
        })
        .sort((a, b) => b.open - a.open || (a.rule < b.rule ? -1 : 1)),
  };
}

function count(counts: Counts, findings: readonly Finding[]): void {
  counts.audits++;
  const open = findings.filter(({ status }) => status === 'unknown');
  if (open.length === 0) return;
  counts.open++;
  counts.reason = open[0]?.message ?? '';
  const missing = open.flatMap((finding) => finding.missing);
  for (const [key, [first]] of Map.groupBy(missing, ({ fact, reason }) => `${fact} ${reason}`)) {
    if (first === undefined) continue;
    const { fact, reason } = first;
    const known = counts.facts.get(key) ?? { fact, reason, audits: 0 };
    known.audits++;
    counts.facts.set(key, known);
  }
}

function addTo(counts: Counts, later: Counts): void {
  counts.audits += later.audits;
  counts.open += later.open;
  if (later.open > 0) counts.reason = later.reason;
  for (const [key, { audits, ...fact }] of later.facts) {
    const known = counts.facts.get(key) ?? { ...fact, audits: 0 };
    known.audits += audits;
    counts.facts.set(key, known);
  }
}
