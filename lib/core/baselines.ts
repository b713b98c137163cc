import { allSeries, belongsTo, type Series, seriesOf } from './audit-series.ts';
import type { CopiesReading } from './backup/copies.ts';
import { type Baseline, emptyBaseline, extendBaseline } from './baseline.ts';
import type { ClusterFacts } from './facts.ts';
import type { Observed } from './observed.ts';
import type { Rule } from './rule.ts';

/** What each series of audits has left for its next one. Where all audits are full ones, that is one for all. */
export interface Baselines {
  readonly schemaVersion: 1;
  readonly parts: readonly Baseline[];
  /** Series → place in `parts`. */
  readonly partOf: Readonly<Record<Series, number>>;
}

export const emptyBaselines: Baselines = sharedBaseline(emptyBaseline);

/** One baseline for every series. */
function sharedBaseline(baseline: Baseline): Baselines {
  return {
    schemaVersion: 1,
    parts: [baseline],
    partOf: { every: 0, full: 0, slowlog: 0, latency: 0, topology: 0, persistence: 0 },
  };
}

/** What a rule compares with. */
export function baselineFor(baselines: Baselines, rule: Pick<Rule, 'id' | 'area'>): Baseline {
  return baselines.parts[baselines.partOf[seriesOf(rule)]] ?? emptyBaseline;
}

/** The baselines for the audit after this one: those of the series that this audit belongs to move on. */
export function extendBaselines(
  baselines: Baselines,
  facts: ClusterFacts,
  copies?: Observed<CopiesReading>,
): Baselines {
  const extended = new Map<number, Baseline>();
  const partAfter = (series: Series): Baseline => {
    const index = baselines.partOf[series];
    const part = baselines.parts[index] ?? emptyBaseline;
    if (!belongsTo(facts.audit, series)) return part;
    const moved = extended.get(index) ?? extendBaseline(part, facts, copies);
    extended.set(index, moved);
    return moved;
  };
  const after = allSeries.map((series) => [series, partAfter(series)] as const);
  const parts = [...new Set(after.map(([, part]) => part))];
  const partOf = Object.fromEntries(
    after.map(([series, part]) => [series, parts.indexOf(part)]),
  ) as Baselines['partOf'];
  return { schemaVersion: 1, parts, partOf };
}
