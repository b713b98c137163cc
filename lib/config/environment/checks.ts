import type { Problem } from '../problems.ts';

/** What no single value shows. */
export function wholeFileProblems(_data: unknown, _now: number): readonly Problem[] {
  return [];
}
