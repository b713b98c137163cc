import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import type { Rule } from '../core/rule.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { cronKnowledge } from './maintenance.ts';
import { type Problem, validate } from './problems.ts';
import { type Config, configSchema } from './schema.ts';
import { lineFinder, type Step } from './yaml-lines.ts';

/**
 * Reads a configuration file.
 *
 * @throws ConfigError with everything that is wrong with it
 */
export async function loadConfig(file: string, catalogue: readonly Rule[]): Promise<Config> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    const message = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`;
    throw new ConfigError(file, [{ path: '', message, hint: '' }], cause);
  });
  return parseConfig(text, catalogue, file);
}

/**
 * @param file name for messages
 * @throws ConfigError with everything that is wrong with the text
 */
export function parseConfig(text: string, catalogue: readonly Rule[], file = 'configuration'): Config {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new ConfigError(
      file,
      document.errors.map((error) => syntaxProblem(error.message, counter.linePos(error.pos[0]).line)),
    );
  }
  // An empty file is a configuration too: all defaults.
  const data: unknown = resolved(document, file) ?? {};
  const result = validate(configSchema(catalogue, cronKnowledge), data);
  if ('output' in result) return result.output as Config;
  const lineOf = lineFinder(document, counter);
  const problems = result.problems.map(
    ({ path, at, message, hint }: Problem): ConfigProblem => ({
      path: pathText(path),
      line: lineOf(path, at),
      message,
      hint,
    }),
  );
  throw new ConfigError(
    file,
    problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  );
}

/** No defaults changed: what applies without a file. */
export function defaultConfig(catalogue: readonly Rule[]): Config {
  return parseConfig('', catalogue);
}

/** The parser names an alias that leads nowhere; it may be a password that began with an asterisk. */
function resolved(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS();
  } catch {
    const message = 'has an alias (a word after *) that leads nowhere';
    throw new ConfigError(file, [{ path: '', message, hint: 'put text that begins with * in quotes' }]);
  }
}

/** Behind a colon, and of an escape, the parser repeats what it read, which may be part of a password. */
function syntaxProblem(message: string, line: number): ConfigProblem {
  const words = message.split(/\n|: |(?<=escape sequence) /)[0];
  return { path: '', line, message: `is not YAML: ${words}`, hint: '' };
}

/** `cluster.seeds[0]`, `cluster.natMap["10.0.0.1:6379"]`; a login that somebody put before an address is left out. */
function pathText(path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!/^[\w/-]+$/.test(step)) return `${text}["${step.replace(/^.*@/s, '***@')}"]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}
