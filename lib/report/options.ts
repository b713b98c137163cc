import type { FixStep } from '../core/rule.ts';

/** What a report needs to know about a rule; a catalogue's rule is one. */
export interface RuleText {
  readonly title: string;
  readonly why: string;
  readonly fix: readonly FixStep[];
}

/** How an audit is told. Every report is `(result, options) => string`, without clock and I/O. */
export interface ReportOptions {
  /** Rule id → its texts; a rule that is not in it is told by its id and message alone. */
  readonly rules: ReadonlyMap<string, RuleText>;
  /** Colours for a terminal; what they say is said in words too. False unless said. */
  readonly colour?: boolean;
  /** Columns to wrap at; commands to paste are never wrapped. */
  readonly width?: number;
  /** Where facts and findings were stored; absent when they were not. */
  readonly storedAt?: string;
  /** Sentences that close the report: what to try next. */
  readonly next?: readonly string[];
}

export const DEFAULT_WIDTH = 100;
