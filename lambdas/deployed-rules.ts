import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseShipped } from '../lib/config/environment/shipped-file.ts';
import { RULES_FILE } from '../lib/constants.ts';
import type { Rule } from '../lib/core/rule.ts';
import { rules } from '../lib/core/rules/index.ts';
import { LocalRulesError } from '../lib/local-rules/local-rules-error.ts';
import { openRules, type RuleScript, ruleScriptSchema } from '../lib/local-rules/open.ts';
import { besideTheCode, shipped } from './beside-the-code.ts';

/**
 * Every rule there is for this function: those that are built in, and the team's own that were shipped with it.
 *
 * @throws ConfigError, LocalRulesError for what is wrong in the file
 */
export async function deployedRules(directory = besideTheCode): Promise<readonly Rule[]> {
  if (!existsSync(join(directory, RULES_FILE))) return rules;
  const script = parseShipped(await shipped(directory, RULES_FILE), RULES_FILE, ruleScriptSchema) as RuleScript;
  const { rules: own, problems } = openRules(script, { builtIn: rules.map(({ id }) => id) });
  if (problems.length > 0) throw new LocalRulesError(RULES_FILE, problems, 'Deploy again: the stack writes this file.');
  return [...rules, ...own];
}
