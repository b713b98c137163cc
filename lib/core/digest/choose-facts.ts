import type { AuditKind } from '../facts.ts';
import type { RunKey } from '../storage-keys.ts';
import type { KindRuns, RunFold } from './run-fold.ts';

/** Runs of which one is enough: the first that can be read. */
export type Alternatives = readonly RunKey[];

/** The few facts that a digest opens: at most twelve objects while all of them can be read. */
export interface ChosenFacts {
  /** The newest of the period, for each kind of audit: each kind asks for other settings. */
  readonly after: readonly Alternatives[];
  /** The newest before the period, or where there is none the oldest of it. */
  readonly before: readonly Alternatives[];
  /** The newest that tells of persistence, and the ones before it, for what has grown since. */
  readonly persistence: Alternatives;
}

export function chooseFacts(runs: RunFold): ChosenFacts {
  const kinds = [...runs.values()];
  return {
    after: kinds.map(({ last }) => last.toReversed()).filter(isSome),
    before: kinds.map(earlierOf).filter(isSome),
    persistence: newest([...lastOf(runs, 'persistence'), ...lastOf(runs, 'full')]),
  };
}

/** One reading compared with itself would say that nothing has changed. */
function earlierOf({ before, first, last }: KindRuns): Alternatives {
  if (before.length > 0) return before.toReversed();
  const newestRun = last.at(-1);
  return first.filter((run) => run !== newestRun);
}

function isSome({ length }: Alternatives): boolean {
  return length > 0;
}

function lastOf(runs: RunFold, kind: AuditKind): Alternatives {
  const { before = [], last = [] } = runs.get(kind) ?? {};
  return last.length === 0 ? [] : [...before, ...last];
}

function newest(runs: Alternatives): Alternatives {
  return runs.toSorted((a, b) => (a.scheduledAt > b.scheduledAt ? -1 : 1));
}
