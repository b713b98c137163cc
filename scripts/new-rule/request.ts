import { parseArgs } from 'node:util';
import { UsageError } from '../../lib/core/errors.ts';
import { nearestNames } from '../../lib/core/explain/nearest.ts';
import { localAreaNames, localRulePattern } from '../../lib/core/local-areas.ts';
import { faultOf } from '../../lib/core/run-check.ts';

/** A rule that somebody begins. */
export interface RuleRequest {
  readonly id: string;
  /** Folder of the team's own rules, in the project; undefined for a rule of the built-in catalogue. */
  readonly folder?: string;
}

const usage =
  'Write it as npm run new-rule -- local-topology/failover-slow, or with --built-in as topology/failover-slow.';

/** @throws UsageError with everything that is wrong with the words */
export function readRequest(words: readonly string[]): RuleRequest {
  const { values, positionals } = parsed(words);
  const [id = '', ...more] = positionals;
  const { 'built-in': builtIn = false, folder } = values;
  const problems = [
    ...(id === '' ? ['the id of the rule is missing'] : idProblems(id, builtIn)),
    ...(more.length === 0 ? [] : [`one rule at a time: ${more.join(' ')} is too much`]),
    ...(builtIn && folder !== undefined ? ['--folder and --built-in exclude each other'] : []),
    ...(folder === undefined || /^[\w-]+$/.test(folder)
      ? []
      : ['--folder has to be a folder in the project, by its name: npm test finds the tests of others nowhere']),
  ];
  if (problems.length > 0) throw new UsageError(problems.join('\n'), usage);
  return builtIn ? { id } : { id, folder: folder ?? 'local-rules' };
}

function parsed(words: readonly string[]) {
  const options = { folder: { type: 'string' }, 'built-in': { type: 'boolean' } } as const;
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(faultOf(error).replace(/^TypeError: /, ''), usage);
  }
}

function idProblems(id: string, builtIn: boolean): readonly string[] {
  const [area = ''] = id.split('/');
  const isLocal = area.startsWith('local-');
  if (builtIn) {
    if (isLocal) return [`${id} has an area of a team's own rules: leave out --built-in, or local-`];
    return /^[a-z]+\/[a-z][a-z0-9-]*$/.test(id) ? [] : [`${id} is no id: area/name, small letters and dashes`];
  }
  if (localRulePattern.test(id)) return [];
  const meant = nearestNames(area, localAreaNames);
  const areas = meant.length > 0 ? meant : localAreaNames;
  return [
    `${id} is no id of a rule of your own: its area is ${areas.join(' or ')}, and its name small letters and dashes`,
  ];
}
