import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { StoreError } from '../../../core/errors.ts';

/** The keys that begin with `prefix` and stand behind `after`, without what is only being written. @throws StoreError */
export async function keysIn(root: string, prefix: string, after: string): Promise<readonly string[]> {
  return (await filesIn(root, prefix)).filter((key) => key > after && !/\.(?:tmp|lock)$/.test(key)).sort();
}

/** Where a file is written before it gets its name. @param id of the writer */
export function temporaryFile(path: string, id: string): string {
  return `${path}.${id}.tmp`;
}

/** The keys that begin with `prefix`, of what is only being written, or never was to its end. @throws StoreError */
export async function begunIn(root: string, prefix: string): Promise<readonly string[]> {
  const keys = (await filesIn(root, prefix)).map((file) => /^(.+)\.[\da-f-]{36}\.tmp$/.exec(file)?.[1]);
  return keys.filter((key) => key !== undefined).sort();
}

async function filesIn(root: string, prefix: string): Promise<readonly string[]> {
  const folder = join(root, ...prefix.split('/').slice(0, -1));
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((key) => key.startsWith(prefix));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw unusable('read', folder, error);
  }
}

/** Like `mkdir -p`. Node's own recursive form never returns where a parent exists and takes no entries, as in /proc. */
export async function makeDirectory(path: string): Promise<void> {
  if (await isMade(path)) return;
  if (dirname(path) !== path && !(await isThere(dirname(path)))) await makeDirectory(dirname(path));
  // Somebody else may have made the parent in between, so this is tried again in any case, and once.
  if (!(await isMade(path))) await mkdir(path);
}

/** @returns false when the parent was not there */
async function isMade(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return true;
    if (code === 'ENOENT') return false;
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

export function unusable(what: 'read' | 'write' | 'delete', path: string, error: unknown): StoreError {
  const code = codeOf(error) ?? 'unknown error';
  return new StoreError(
    `cannot ${what} ${path} (${code})`,
    'Check that the directory exists, belongs to you and has space left, or name another one with --store.',
    error,
  );
}

export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
