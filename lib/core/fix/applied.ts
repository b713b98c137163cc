import type { Change } from './change.ts';

/** One setting, as it was and as it is. */
export interface AppliedChange extends Change {
  /** Null when it could not be read. */
  readonly before: string | null;
}

/** What became of one node. */
export interface AppliedNode {
  readonly address: string;
  /** In the order in which they were made. */
  readonly changed: readonly AppliedChange[];
  /** What was not made: after the first refusal nothing more is tried. */
  readonly left: readonly Change[];
  /** Why something was left; null when all was made. */
  readonly problem: string | null;
  /** Whether the configuration file has it too; why it has not, or null when nothing was changed. */
  readonly rewritten: true | string | null;
}

/** One finding, before and after. */
export interface FixedFinding {
  readonly rule: string;
  readonly address: string;
  readonly before: string;
  /** Its message if it still fails; null when it does not. */
  readonly after: string | null;
  /** `pass`, `fail`, `unknown` or `skipped`; `gone` when it is judged no more. */
  readonly status: string;
}
