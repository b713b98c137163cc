import { AuditorError } from '../core/errors.ts';

/** One thing that is wrong with a folder of rules. */
export interface RuleProblem {
  /** From the folder, `local-topology/too-few-zones.ts`; empty for the folder as a whole. */
  readonly file: string;
  /** First line is 1; absent where the problem is not in one line. */
  readonly line?: number;
  readonly message: string;
}

/** Everything that is wrong with a folder of rules, in one go. */
export class LocalRulesError extends AuditorError {
  override readonly name = 'LocalRulesError';
  readonly problems: readonly RuleProblem[];

  constructor(
    folder: string,
    problems: readonly RuleProblem[],
    hint = 'See docs/adding-a-rule.md for what a rule of your own looks like.',
  ) {
    const sorted = problems.toSorted((a, b) => compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0));
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super(`${folder} has ${count}:\n${sorted.map((each) => `  ${placed(folder, each)}`).join('\n')}`, hint);
    this.problems = sorted;
  }
}

function placed(folder: string, { file, line, message }: RuleProblem): string {
  const path = file === '' ? folder : `${folder.replace(/\/+$/, '')}/${file}`;
  return `${path}${line === undefined ? '' : `:${line}`}: ${message}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
