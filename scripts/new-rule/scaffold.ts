import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../lib/core/errors.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { formatted, writeFiles } from '../generate/files.ts';
import type { RuleRequest } from './request.ts';
import { ruleTemplate, testTemplate } from './templates.ts';

/** Files of a rule that is begun: path from the root of the project → text. */
function ruleFiles({ id, folder }: RuleRequest): ReadonlyMap<string, string> {
  return folder === undefined ? builtInFiles(id) : localFiles(id, folder);
}

function localFiles(id: string, folder: string): ReadonlyMap<string, string> {
  const kit = "import { defineRule, fail, numberOption, pass } from 'redis-cluster-auditor/rules';";
  const places = { rule: `./${id.split('/')[1]}.ts`, core: '../../lib/core', builders: '../../test/builders' };
  return new Map([
    [`${folder}/${id}.ts`, ruleTemplate(id, [kit])],
    [`${folder}/${id}.test.ts`, testTemplate(id, places)],
  ]);
}

function builtInFiles(id: string): ReadonlyMap<string, string> {
  const kit = [
    "import { fail, pass } from '../../finding.ts';",
    "import { defineRule, numberOption } from '../../rule.ts';",
  ];
  const up = '../../../..';
  const places = { rule: `${up}/lib/core/rules/${id}.ts`, core: `${up}/lib/core`, builders: '../../../builders' };
  return new Map([
    [`lib/core/rules/${id}.ts`, ruleTemplate(id, kit)],
    [`test/core/rules/${id}.test.ts`, testTemplate(id, places)],
  ]);
}

/**
 * Writes them, as the formatter would have written them.
 *
 * @returns their paths
 * @throws UsageError when one of them is there already: nothing is written then
 */
export async function writeRule(root: string, request: RuleRequest): Promise<readonly string[]> {
  const files = ruleFiles(request);
  const there = [...files.keys()].filter((path) => existsSync(join(root, path)));
  const taken = rules.some(({ id }) => id === request.id);
  if (there.length > 0 || taken) {
    const what =
      there.length > 0 ? there.map((path) => `${path} is there already`).join('\n') : `${request.id} is built in`;
    throw new UsageError(what, 'Choose another name; nothing was written.');
  }
  await writeFiles(root, formatted(root, files));
  return [...files.keys()];
}
