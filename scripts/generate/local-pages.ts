import { join } from 'node:path';
import { readLocalRules } from '../../lib/local-rules/read.ts';
import { localRuleFolders } from '../new-rule/folders.ts';
import { rulePage } from './rule-page.ts';

/**
 * Pages of the rules that a team keeps in this project: path from its root → text. They lie in `docs` of their folder.
 *
 * @throws LocalRulesError
 */
export async function localPages(root: string): Promise<ReadonlyMap<string, string>> {
  const folders = localRuleFolders(root).map(async (folder) => {
    const { rules } = await readLocalRules(join(root, folder));
    return rules.map((rule): [string, string] => [
      `${folder}/docs/${rule.id}.md`,
      rulePage(rule, undefined, `../../${rule.id}.ts`),
    ]);
  });
  return new Map((await Promise.all(folders)).flat());
}
