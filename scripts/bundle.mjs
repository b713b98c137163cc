/** Makes the bundles of the functions. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/dependencies.mjs';

export async function bundleFunctions(directory = join(root, 'dist')) {
  for (const name of ['observe', 'assess', 'slack'].flatMap((each) => [each, `${each}-traced`])) {
    mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(join(directory, name, 'index.js'), 'exports.handler = async (event) => event;\n');
  }
}

if (process.argv[1] === import.meta.filename) await bundleFunctions();
