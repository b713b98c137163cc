import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule } from '../../lib/core/rule.ts';
import { generatedMark } from './rule-page.ts';

/** Rules by the files there are, sorted by id; whatever the index says. */
export async function readRules(root: string): Promise<readonly Rule[]> {
  const folder = join(root, 'lib/core/rules');
  const files = (await readdir(folder, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && file.includes('/'),
  );
  const rules = files.map(async (file) => {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as { readonly rule?: Rule };
    if (module.rule === undefined)
      throw new Error(`lib/core/rules/${file} exports no rule; code that rules share belongs into lib/core`);
    if (`${module.rule.id}.ts` !== file) throw new Error(`lib/core/rules/${file} holds the rule ${module.rule.id}`);
    return module.rule;
  });
  return (await Promise.all(rules)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Files whose text is not what it should be, and generated pages that nothing stands behind any more. */
export async function staleFiles(root: string, wanted: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const compared = [...wanted].map(async ([path, text]) => ((await textOf(join(root, path))) === text ? [] : [path]));
  return [...(await Promise.all(compared)).flat(), ...(await orphans(root, wanted))];
}

export async function writeFiles(root: string, wanted: ReadonlyMap<string, string>): Promise<void> {
  for (const path of await orphans(root, wanted)) await rm(join(root, path));
  for (const [path, text] of wanted) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

async function orphans(root: string, wanted: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const files = await readdir(join(root, 'docs/rules'), { recursive: true }).catch(() => []);
  const pages = files.map((file) => `docs/rules/${file}`).filter((path) => path.endsWith('.md') && !wanted.has(path));
  const marked = pages.map(async (path) => ((await textOf(join(root, path)))?.startsWith(generatedMark) ? [path] : []));
  return (await Promise.all(marked)).flat().sort();
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** Source code as the formatter would write it, so that generating and formatting never fight. */
export function formatted(root: string, wanted: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...wanted].map(([path, text]) => [path, /\.(?:ts|json)$/.test(path) ? format(root, path, text) : text]),
  );
}

function format(root: string, path: string, text: string): string {
  const biome = join(root, 'node_modules/.bin/biome');
  const { status, stdout, stderr } = spawnSync(biome, ['check', '--write', `--stdin-file-path=${path}`], {
    cwd: root,
    input: text,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  if (status !== 0) throw new Error(`biome cannot format ${path}: ${stderr}`);
  return stdout;
}
