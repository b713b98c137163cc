import type { PresetName } from '../core/policy.ts';
import type { Rule } from '../core/rule.ts';
import { ConfigError } from './config-error.ts';
import { cronKnowledge } from './maintenance.ts';
import { withPolicies } from './policy-data.ts';
import { validate } from './problems.ts';
import { type Config, configSchema } from './schema.ts';
import { readText, readYaml } from './yaml-file.ts';

/**
 * Reads a configuration file.
 *
 * @throws ConfigError with everything that is wrong with it
 */
export async function loadConfig(file: string, catalogue: readonly Rule[]): Promise<Config> {
  return parseConfig(await readText(file), catalogue, file);
}

/**
 * @param file name for messages
 * @param preset of the policy, in place of one that the file names
 * @throws ConfigError with everything that is wrong with the text
 */
export function parseConfig(
  text: string,
  catalogue: readonly Rule[],
  file = 'configuration',
  preset?: PresetName,
): Config {
  // An empty file is a configuration too: all defaults.
  const { data, locate } = readYaml(text, file);
  const schema = configSchema(catalogue, cronKnowledge);
  const asWritten = validate(schema, data);
  const result = 'problems' in asWritten ? asWritten : validate(schema, withPolicies(data, preset));
  if ('output' in result) return result.output as Config;
  throw new ConfigError(file, locate(result.problems));
}

/** No defaults changed: what applies without a file. */
export function defaultConfig(catalogue: readonly Rule[], preset?: PresetName): Config {
  return parseConfig('', catalogue, undefined, preset);
}
