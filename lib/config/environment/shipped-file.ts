import type * as v from 'valibot';
import { ConfigError, type ConfigProblem } from '../config-error.ts';
import { pathText } from '../path.ts';
import { validate } from '../problems.ts';

/**
 * Reads a file that was shipped with a function. It is checked again, since somebody may have edited it in the console,
 * and a function must not begin with half of it.
 *
 * @throws ConfigError with everything that is wrong with it
 */
export function parseShipped(json: string, file: string, schema: v.GenericSchema): unknown {
  const result = validate(schema, parsed(json, file));
  if ('output' in result) return result.output;
  const problems = result.problems.map(({ path, message, hint }) => ({ path: pathText(path), message, hint }));
  throw notShipped(file, problems);
}

function parsed(json: string, file: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // The parser repeats what it read.
    throw notShipped(file, [{ path: '', message: 'is not JSON', hint: '' }]);
  }
}

function notShipped(file: string, problems: readonly ConfigProblem[]): ConfigError {
  return new ConfigError(file, problems, { hint: 'Deploy again: the stack writes this file.' });
}
