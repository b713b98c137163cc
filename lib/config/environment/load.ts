import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { parse } from 'yaml';
import type { Rule } from '../../core/rule.ts';
import { ConfigError } from '../config-error.ts';
import { validate } from '../problems.ts';
import { type Environment, environmentSchema } from './schema.ts';

/** @throws ConfigError with everything that is wrong with the file */
export async function loadEnvironment(
  file: string,
  catalogue: readonly Rule[],
  _now: number = Date.now(),
): Promise<Environment> {
  const result = validate(environmentSchema(catalogue), parse(await readFile(file, 'utf8')) ?? {});
  if ('output' in result) return result.output as Environment;
  throw new ConfigError(
    file,
    result.problems.map(({ path, message, hint }) => ({ path: path.join('.'), message, hint })),
  );
}

/** `environments/prod.yaml` → `prod` */
export function environmentName(file: string): string {
  return basename(file, extname(file));
}
