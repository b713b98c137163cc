import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildFailure, Message } from 'esbuild';
import { AuditorError } from '../core/errors.ts';
import type { RuleProblem } from './local-rules-error.ts';
import type { RuleScript } from './open.ts';

/** What was made of the files that can be read, and what is wrong with the others. */
export interface RuleBundle {
  readonly script: RuleScript;
  readonly problems: readonly RuleProblem[];
}

/**
 * Makes one script of the files of a folder of rules, with everything that they import, and without their types. A file
 * that cannot be read is left out, so that what is wrong with the others can be told too.
 */
export async function bundleRules(folder: string, files: readonly string[]): Promise<RuleBundle> {
  try {
    return { script: await scriptOf(folder, files), problems: [] };
  } catch (error) {
    if (!isFailure(error)) throw error;
  }
  const each = await Promise.all(files.map(async (file) => ({ file, problems: await problemsOf(folder, file) })));
  const fine = each.filter(({ problems }) => problems.length === 0).map(({ file }) => file);
  return { script: await scriptOf(folder, fine), problems: each.flatMap(({ problems }) => problems) };
}

async function problemsOf(folder: string, file: string): Promise<readonly RuleProblem[]> {
  try {
    await scriptOf(folder, [file]);
    return [];
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error.errors.map((message) => problemOf(file, message));
  }
}

function problemOf(file: string, { text, location }: Message): RuleProblem {
  const inside = location?.file === file || location === null;
  const message = inside ? text : `${location?.file}:${location?.line}: ${text}`;
  return { file, message, ...(inside && location !== null ? { line: location.line } : {}) };
}

function isFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

async function scriptOf(folder: string, files: readonly string[]): Promise<RuleScript> {
  const { build } = await bundler();
  const parts = files.map((file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(`./${file}`)})`);
  const { outputFiles } = await build({
    stdin: { contents: `export const files = { ${parts.join(', ')} };`, resolveDir: resolve(folder), loader: 'js' },
    absWorkingDir: resolve(folder),
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    globalName: 'localRules',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'node24',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    alias: { 'redis-cluster-auditor/rules': here('../core/rule-kit.ts') },
    // A folder elsewhere has none of its own.
    nodePaths: [here('../../node_modules')],
    // Nothing of the surroundings decides what is made.
    tsconfigRaw: {},
  });
  return { schemaVersion: 1, files: [...files], script: outputFiles[0]?.text ?? '' };
}

async function bundler() {
  try {
    return await import('esbuild');
  } catch (error) {
    const hint = 'It comes with `npm ci`, unless optional packages are left out.';
    throw new AuditorError('there is no esbuild for this platform, with which rules are read', hint, error);
  }
}
