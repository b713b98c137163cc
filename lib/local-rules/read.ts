import { readdir } from 'node:fs/promises';
import { localAreaNames } from '../core/local-areas.ts';
import type { Rule } from '../core/rule.ts';
import { rules as builtIn } from '../core/rules/index.ts';
import { bundleRules } from './bundle.ts';
import { LocalRulesError, type RuleProblem } from './local-rules-error.ts';
import { openRules, type RuleScript } from './open.ts';

/** A team's own rules. */
export interface LocalRules {
  /** Sorted by id. */
  readonly rules: readonly Rule[];
  /** The same as one script, to be shipped with functions. */
  readonly script: RuleScript;
}

/**
 * Reads a folder of rules: `<area>/<name>.ts`, as lib/core/rules has them, in the areas of localAreas. Tests lie beside
 * them, and what they share in `shared/`.
 *
 * @throws LocalRulesError with everything that is wrong with any of them
 */
export async function readLocalRules(folder: string): Promise<LocalRules> {
  const files = await filesIn(folder);
  const [placed, misplaced] = [files.filter(isPlaced), files.filter((file) => !isPlaced(file))];
  const strays = misplaced.map((file) => ({ file, message: strayMessage }));
  if (files.length === 0) throw new LocalRulesError(folder, [{ file: '', message: noRules }]);
  const { script, problems } = await bundleRules(folder, placed);
  const opened = openRules(script, { builtIn: builtIn.map(({ id }) => id) });
  const all: readonly RuleProblem[] = [...strays, ...problems, ...opened.problems];
  if (all.length > 0) throw new LocalRulesError(folder, all);
  return { rules: opened.rules, script };
}

const folders = localAreaNames.map((area) => `${area}/`).join(', ');
const strayMessage = `lies in no folder of rules: there are ${folders}, and shared/ for what rules share`;
const noRules = `holds no rules: they lie in ${folders}`;

function isPlaced(file: string): boolean {
  const [area, name, ...more] = file.split('/');
  return localAreaNames.some((each) => each === area) && name !== undefined && more.length === 0;
}

/** Files that have to be rules. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const all = await readdir(folder, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    const missing = cause.code === 'ENOENT' || cause.code === 'ENOTDIR';
    const message = missing ? 'there is no such folder' : `cannot be read (${cause.code})`;
    throw new LocalRulesError(folder, [{ file: '', message }], 'Name a folder of rules: docs/adding-a-rule.md.');
  });
  return all
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !/\.(?:test|d)\.ts$/.test(file))
    .filter((file) => !/^shared\/|(?:^|\/)(?:node_modules|\..*?)\//.test(file))
    .sort();
}
