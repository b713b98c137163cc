import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Environment } from './schema.ts';

/** Path as it stands in the environment file → text of the file. */
export type PemTexts = Readonly<Record<string, string>>;

export async function loadPemTexts({ clusters }: Environment, file: string): Promise<PemTexts> {
  const paths = clusters.flatMap(({ tls }) => tls?.ca ?? []);
  const texts = paths.map(async (path) => [path, await readFile(resolve(dirname(file), path), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}
