import { basename, extname } from 'node:path';
import type { PresetName } from '../../core/policy.ts';
import type { Rule } from '../../core/rule.ts';
import { ConfigError, type ConfigProblem } from '../config-error.ts';
import { cronKnowledge } from '../maintenance.ts';
import { withPolicies } from '../policy-data.ts';
import { type Problem, validate } from '../problems.ts';
import { readText, readYaml, type YamlFile } from '../yaml-file.ts';
import { certificateProblems } from './certificates.ts';
import { wholeFileProblems } from './checks.ts';
import { withImplied } from './implied.ts';
import { type Environment, environmentSchema } from './schema.ts';

/**
 * Reads an environment file, and looks at the files that it names.
 *
 * @param now milliseconds since 1970: a schedule whose years are over never fires
 * @throws ConfigError with everything that is wrong with it
 */
export async function loadEnvironment(
  file: string,
  catalogue: readonly Rule[],
  now: number = Date.now(),
): Promise<Environment> {
  return checkEnvironment(await readText(file, 'environment'), catalogue, file, now);
}

/**
 * The same of a text that was read already.
 *
 * @param file where it was read: names the environment, and paths are taken from its folder
 * @param preset of every policy, in place of those that the file names
 */
export async function checkEnvironment(
  text: string,
  catalogue: readonly Rule[],
  file: string,
  now: number,
  preset?: PresetName,
): Promise<Environment> {
  const yaml = readYaml(text, file, 'environment');
  const ofFiles = [nameProblems(file), await certificateProblems(yaml.data, file)] as const;
  return judged(yaml, catalogue, file, now, { ofFiles, ...(preset === undefined ? {} : { preset }) });
}

/**
 * The same of a text: files that it names are not looked at.
 *
 * @param file name for messages
 */
export function parseEnvironment(
  text: string,
  catalogue: readonly Rule[],
  file = 'environment',
  now: number = Date.now(),
): Environment {
  return judged(readYaml(text, file, 'environment'), catalogue, file, now);
}

/** `environments/prod.yaml` → `prod`: names the stack, and the environment in what its functions say. */
export function environmentName(file: string): string {
  return basename(file, extname(file));
}

interface JudgedBy {
  readonly ofFiles?: readonly [readonly ConfigProblem[], readonly Problem[]];
  readonly preset?: PresetName;
}

function judged(
  { data, locate }: YamlFile,
  catalogue: readonly Rule[],
  file: string,
  now: number,
  { ofFiles: [ofFile, ofOtherFiles] = [[], []], preset }: JudgedBy = {},
): Environment {
  const schema = environmentSchema(catalogue, cronKnowledge);
  const asWritten = validate(schema, data, passwordHint);
  const result = 'problems' in asWritten ? asWritten : validate(schema, withPolicies(data, preset), passwordHint);
  const ofSchema = 'problems' in result ? result.problems : [];
  const problems = [...ofFile, ...locate([...ofSchema, ...wholeFileProblems(data, now), ...ofOtherFiles])];
  if (problems.length > 0 || !('output' in result)) throw new ConfigError(file, problems, { kind: 'environment' });
  const environment = result.output as Environment;
  return { ...environment, clusters: environment.clusters.map((each) => withImplied(each, catalogue, now)) };
}

const passwordHint = 'keep it in Secrets Manager, and name the secret with the key secret';

function nameProblems(file: string): readonly ConfigProblem[] {
  if (/^[A-Za-z][A-Za-z0-9-]{0,49}$/.test(environmentName(file))) return [];
  const message = 'must be named by a letter, then letters, digits and dashes, at most 50: the stack is named after it';
  return [{ path: '', message, hint: '' }];
}
