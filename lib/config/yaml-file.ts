import { readFile } from 'node:fs/promises';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { ConfigError, type ConfigProblem, type FileKind } from './config-error.ts';
import { pathText } from './path.ts';
import type { Problem } from './problems.ts';
import { placeFinder } from './yaml-lines.ts';

/** A file that is YAML, whatever else may be wrong with it. */
export interface YamlFile {
  /** As if every alias had been written out; an empty file is an empty mapping. */
  readonly data: unknown;
  /** Gives problems their lines, in the order of the file. What an alias repeats is told once. */
  locate(this: void, problems: readonly Problem[]): readonly ConfigProblem[];
}

/** One rule set shared by so many clusters is still no attack. */
const MOST_ALIASES = 10_000;

/** @throws ConfigError when there is no such file */
export async function readText(file: string, kind: FileKind = 'cluster'): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    const message = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`;
    throw new ConfigError(file, [{ path: '', message, hint: '' }], { kind, cause });
  });
}

/**
 * @param file name for messages
 * @throws ConfigError with everything that makes the text no YAML
 */
export function readYaml(text: string, file: string, kind: FileKind = 'cluster'): YamlFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, merge: true });
  if (document.errors.length > 0) {
    throw new ConfigError(
      file,
      document.errors.map((error) => syntaxProblem(error.message, counter.linePos(error.pos[0]).line)),
      { kind },
    );
  }
  const placeOf = placeFinder(document, counter);
  return {
    data: resolved(document, file, kind) ?? {},
    locate: (problems) => {
      const placed = problems.map((problem) => ({ ...problem, ...placeOf(problem.path, problem.at) }));
      const once = Map.groupBy(placed, ({ offset, path, message }) => `${offset} ${path.at(-1)} ${message}`);
      return [...once.values()]
        .flatMap(([first]) => first ?? [])
        .map(({ path, line, message, hint }) => ({ path: pathText(path), line, message, hint }))
        .sort((a, b) => a.line - b.line);
    },
  };
}

/** The parser names an alias that leads nowhere; it may be a password that began with an asterisk. */
function resolved(document: Document, file: string, kind: FileKind): unknown {
  try {
    return writtenOut(document.toJS({ maxAliasCount: MOST_ALIASES }), []);
  } catch (error) {
    const problem = aliasProblem(error instanceof Error ? error.message : '');
    throw new ConfigError(file, [{ path: '', ...problem }], { kind });
  }
}

class CircleError extends Error {
  override readonly name = 'CircleError';
}

/** Copies, so that what an alias repeats can be handled each time by itself. */
function writtenOut(value: unknown, inside: readonly unknown[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (inside.includes(value)) throw new CircleError('circle');
  const within = [...inside, value];
  if (Array.isArray(value)) return value.map((item) => writtenOut(item, within));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, writtenOut(item, within)]));
}

function aliasProblem(message: string): Pick<ConfigProblem, 'message' | 'hint'> {
  if (message === 'circle') return { message: 'has an alias inside of what it stands for', hint: 'write it out' };
  if (message.startsWith('Excessive')) return { message: 'has too many aliases', hint: 'write some of them out' };
  if (message.startsWith('Merge'))
    return { message: 'has a << that merges no mapping', hint: 'let an alias follow it' };
  const hint = 'put text that begins with * in quotes';
  return { message: 'has an alias (a word after *) that leads nowhere', hint };
}

/** Behind a colon, of an escape and of a tag, the parser repeats what it read, which may be part of a password. */
function syntaxProblem(message: string, line: number): ConfigProblem {
  const words = /\btags?\b/i.test(message.split('\n')[0] ?? '')
    ? 'a word after ! is a tag, and means nothing here'
    : message.split(/\n|: |(?<=escape sequence|Unknown directive) /)[0];
  return { path: '', line, message: `is not YAML: ${words}`, hint: '' };
}
