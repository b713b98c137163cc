import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Problem } from '../problems.ts';
import type { Fault } from './cron-fields.ts';
import { clustersOf, mapping, problem } from './raw.ts';
import type { Environment } from './schema.ts';

/** Path as it stands in the environment file → text of the file. */
export type PemTexts = Readonly<Record<string, string>>;

/**
 * Reads the certificates that an environment names, to be shipped with its functions.
 *
 * @param file the environment file; paths are taken from its folder
 */
export async function loadPemTexts({ clusters }: Environment, file: string): Promise<PemTexts> {
  const paths = clusters.flatMap(({ tls }) => tls?.ca ?? []);
  const texts = paths.map(async (path) => [path, await readFile(resolve(dirname(file), path), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

/** What is wrong with the certificate files that an environment names; the data may be wrong in other respects. */
export async function certificateProblems(data: unknown, file: string): Promise<readonly Problem[]> {
  const found = clustersOf(mapping(data)).map(async ({ index, cluster }): Promise<readonly Problem[]> => {
    const { ca } = mapping(cluster.tls);
    if (typeof ca !== 'string' || ca === '') return [];
    const fault = await certificateFault(resolve(dirname(file), ca));
    return fault === undefined ? [] : [problem(['clusters', index, 'tls', 'ca'], fault.message, fault.hint)];
  });
  return (await Promise.all(found)).flat();
}

const fromHere = 'the path is taken from the folder of this file';

async function certificateFault(path: string): Promise<Fault | undefined> {
  try {
    return pemFault(await readFile(path, 'utf8'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const message = code === 'ENOENT' ? 'names a file that is not there' : `names a file that cannot be read (${code})`;
    return { message, hint: fromHere };
  }
}

function pemFault(text: string): Fault | undefined {
  const hint = "name the PEM file of the authority that signed the nodes' certificates";
  // What the file holds is shipped with the function, and whoever may look at the function can read it.
  if (/-----BEGIN [\w ]*PRIVATE KEY-----/.test(text)) return { message: 'names a file with a private key', hint };
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) return { message: 'names a file without a PEM certificate', hint };
  return blocks.every(isCertificate) ? undefined : { message: 'names a file with a damaged certificate', hint };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
