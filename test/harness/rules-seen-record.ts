import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SeenFinding } from './rules-seen.ts';

export const root = join(import.meta.dirname, '..', '..');

/** What one file of tests leaves behind for scripts/record-rules-seen.ts. */
export interface FileOfRulesSeen {
  readonly file: string;
  readonly tests: readonly {
    readonly test: string;
    readonly failed: Readonly<Record<string, SeenFinding>>;
    readonly passed: readonly string[];
    /** Rules that it is about, where it tells. */
    readonly aimedAt?: readonly string[];
  }[];
}

/** A test in which a rule was seen to fail, or to pass, on a real server. */
export interface SeenIn {
  readonly file: string;
  readonly test: string;
}

/** test/rules-seen.json: rule → where it was seen, and a finding of it. */
export type RulesSeen = Readonly<
  Record<
    string,
    {
      readonly failed?: SeenIn | undefined;
      readonly passed?: SeenIn | undefined;
      readonly finding?: SeenFinding | undefined;
    }
  >
>;

export interface Claim extends SeenIn {
  readonly rule: string;
  readonly status: 'failed' | 'passed';
}

export function readRulesSeen(): RulesSeen {
  return JSON.parse(readFileSync(join(root, 'test', 'rules-seen.json'), 'utf8')) as RulesSeen;
}

/** What the record says of one file of tests. */
export function claimsOf(file: string): readonly Claim[] {
  return Object.entries(readRulesSeen()).flatMap(([rule, { failed, passed }]) => [
    ...(failed?.file === file ? [{ rule, status: 'failed' as const, ...failed }] : []),
    ...(passed?.file === file ? [{ rule, status: 'passed' as const, ...passed }] : []),
  ]);
}
