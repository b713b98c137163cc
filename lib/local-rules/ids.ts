import { localRulePattern } from '../core/local-areas.ts';
import type { Rule } from '../core/rule.ts';
import type { RuleProblem } from './local-rules-error.ts';

/** A file with the rule in it. */
export interface RuleFile {
  readonly file: string;
  readonly rule: Rule;
}

/** What is wrong with how a rule is called, and with the rules it mutes. @param all the rules of the folder */
export function idProblems(
  file: string,
  { id, mutes }: Rule,
  all: readonly RuleFile[],
  builtIn: readonly string[],
): readonly RuleProblem[] {
  const wanted = file.replace(/\.ts$/, '');
  const taken = builtIn.includes(id) ? ', and that one is built in' : '';
  const twice = all.find((other) => other.file !== file && other.rule.id === id);
  const known = new Set([...builtIn, ...all.map(({ rule }) => rule.id), '*']);
  return [
    ...(id === wanted ? [] : [`its id is ${id}${taken}: it must be ${wanted}, as its file is called`]),
    ...(localRulePattern.test(wanted) ? [] : ['must be named by small letters, digits and dashes']),
    ...(twice === undefined ? [] : [`${id} is the id of ${twice.file} too`]),
    ...mutes.filter((each) => !known.has(each)).map((each) => `mutes: no rule is called ${each}`),
  ].map((message) => ({ file, message }));
}
