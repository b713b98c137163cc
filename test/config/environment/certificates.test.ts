import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadPemTexts } from '../../../lib/config/environment/certificates.ts';
import { loadEnvironment } from '../../../lib/config/environment/load.ts';
import { makeCertificates } from '../../../lib/demo/certificates.ts';
import { someRules } from '../rules.ts';
import { now, withCluster, wordsOf } from './environment.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'environment-'));
  await makeCertificates(folder);
  const ca = await readFile(join(folder, 'ca.crt'), 'utf8');
  await writeFile(join(folder, 'two.pem'), `# two of them\n${ca}${ca}`);
  await writeFile(join(folder, 'with-key.pem'), ca + (await readFile(join(folder, 'server.key'), 'utf8')));
  await writeFile(join(folder, 'damaged.pem'), ca.replace(/\n[^-\n]+\n/, '\n'));
  await writeFile(join(folder, 'empty.pem'), '');
});
afterAll(() => rm(folder, { recursive: true }));

async function load(name: string, text: string) {
  const file = join(folder, name);
  await writeFile(file, text);
  return loadEnvironment(file, someRules, now);
}

async function problems(text: string, name = 'prod.yaml'): Promise<readonly string[]> {
  return load(name, text).then(() => [], wordsOf);
}

describe('the certificate of an authority', () => {
  test('is read from the folder of the environment file, for every cluster that names it', async () => {
    const environment = await load('prod.yaml', withCluster('tls: {ca: ca.crt}'));
    const ca = await readFile(join(folder, 'ca.crt'), 'utf8');
    await expect(loadPemTexts(environment, join(folder, 'prod.yaml'))).resolves.toEqual({ 'ca.crt': ca });
  });

  const authority = "name the PEM file of the authority that signed the nodes' certificates";
  const fromHere = 'the path is taken from the folder of this file';
  test.each<[string, string, readonly string[]]>([
    ['may be a chain', 'two.pem', []],
    ['is missing', 'nowhere.pem', [`6 clusters[0].tls.ca: names a file that is not there; ${fromHere}`]],
    ['cannot be read', '.', [`6 clusters[0].tls.ca: names a file that cannot be read (EISDIR); ${fromHere}`]],
    ['is an empty file', 'empty.pem', [`6 clusters[0].tls.ca: names a file without a PEM certificate; ${authority}`]],
    [
      'is another kind of file',
      'prod.yaml',
      [`6 clusters[0].tls.ca: names a file without a PEM certificate; ${authority}`],
    ],
    ['is damaged', 'damaged.pem', [`6 clusters[0].tls.ca: names a file with a damaged certificate; ${authority}`]],
    [
      'comes with a key, which would be shipped',
      'with-key.pem',
      [`6 clusters[0].tls.ca: names a file with a private key; ${authority}`],
    ],
  ])('%s', async (_, ca, expected) => {
    expect(await problems(withCluster(`tls: {ca: ${ca}}`))).toEqual(expected);
  });

  test('is told beside all else that is wrong', async () => {
    expect(await problems(withCluster('tls: {ca: nowhere.pem}\npolcy: {}'))).toEqual([
      `6 clusters[0].tls.ca: names a file that is not there; ${fromHere}`,
      '7 clusters[0].polcy: unknown key; did you mean policy?',
    ]);
  });
});

describe('an environment file', () => {
  test('that is not there is a problem like any other', async () => {
    await expect(loadEnvironment('/nowhere/prod.yaml', someRules)).rejects.toThrow(
      '/nowhere/prod.yaml has a problem:\n  /nowhere/prod.yaml: there is no such file',
    );
  });

  test('must have a name that a stack can have', async () => {
    const wanted =
      'must be named by a letter, then letters, digits and dashes, at most 50: the stack is named after it';
    expect(await problems(withCluster(''), 'prod_1.yaml')).toEqual([`- : ${wanted}`]);
    expect(await problems(withCluster('polcy: {}'), '1.yaml')).toEqual([
      `- : ${wanted}`,
      '6 clusters[0].polcy: unknown key; did you mean policy?',
    ]);
    expect(await problems(withCluster(''), 'prod-eu-1.yaml')).toEqual([]);
  });
});
