import { Option } from 'commander';
import { defaultConfig, parseConfig } from '../config/load.ts';
import { localRulesOf } from '../config/local-rules-place.ts';
import type { Config } from '../config/schema.ts';
import { readText, readYaml } from '../config/yaml-file.ts';
import { type PresetName, presetNames } from '../core/policy.ts';
import type { Rule } from '../core/rule.ts';
import { rules } from '../core/rules/index.ts';

/** `--preset`, for a command that judges by a policy. */
export function presetOption(): Option {
  return new Option('--preset <kind>', 'what kind of data it is, for all that the policy leaves open').choices(
    presetNames,
  );
}

/** What the option is called with which a command is told of a team's own rules. */
export const RULES_FLAG = '--rules <dir>';
export const RULES_MEANING = 'judge by the rules in this folder too; it stands for `localRules` of a file';

/**
 * Every rule there is: those that are built in, and those of a folder.
 *
 * @throws LocalRulesError with everything that is wrong in the folder
 */
export async function catalogueOf(folder: string | undefined): Promise<readonly Rule[]> {
  if (folder === undefined) return rules;
  // Only whoever has rules of their own waits for what reads them.
  const { readLocalRules } = await import('../local-rules/read.ts');
  return [...rules, ...(await readLocalRules(folder)).rules];
}

/** The same for whoever reads a file, which may name a folder. @param folder named on the command line: it counts */
export function catalogueFor(text: string, file: string, folder: string | undefined): Promise<readonly Rule[]> {
  return catalogueOf(folder ?? localRulesOf(readYaml(text, file).data, file));
}

/** What is chosen on the command line beside a file, or in place of what the file says. */
export interface Chosen {
  /** Folder of rules beside those that are built in. */
  readonly rules?: string;
  /** Of the policy. */
  readonly preset?: PresetName;
}

/** A configuration file with what the command line chooses; all defaults without one. */
export async function configFor(
  file: string | undefined,
  { rules: folder, preset }: Chosen,
): Promise<{ readonly config: Config; readonly catalogue: readonly Rule[] }> {
  if (file === undefined) {
    const catalogue = await catalogueOf(folder);
    return { config: defaultConfig(catalogue, preset), catalogue };
  }
  // Read once: it may come by a pipe.
  const text = await readText(file);
  const catalogue = await catalogueFor(text, file, folder);
  return { config: parseConfig(text, catalogue, file, preset), catalogue };
}
