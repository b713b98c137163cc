import type { ManyAlerts } from './alerts.ts';
import type { BundleCosts } from './bundles.ts';
import type { EvaluationTime } from './evaluation.ts';
import type { PeakMemory } from './memory.ts';
import type { VisitCost } from './server-cost.ts';
import type { WallTime } from './wall-time.ts';
import type { WorstSlowLog } from './worst-slow-log.ts';

/** Everything that one run of the bench measured. */
export interface BenchResults {
  readonly command: string;
  /** Day of the run, `2026-03-01`. */
  readonly date: string;
  readonly machine: readonly string[];
  readonly wallTimes: readonly WallTime[];
  readonly memory: PeakMemory;
  readonly evaluation: EvaluationTime;
  readonly alerts: ManyAlerts;
  /** Of an idle cluster with empty logs. */
  readonly visits: readonly VisitCost[];
  /** Of one with latency events and 128 entries in every slow log. */
  readonly eventfulVisits: readonly VisitCost[];
  readonly slowLogs: readonly WorstSlowLog[];
  readonly bundles: BundleCosts;
}
