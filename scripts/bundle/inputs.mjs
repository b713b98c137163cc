import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/dependencies.mjs';

/** Where it stands what a bundle was made of. */
export function inputsFile(directory, name) {
  return join(directory, 'meta', `${name}.sha256`);
}

/**
 * Whether a bundle is what would be made again: nothing that is in it has changed, nor how it is made, nor the versions
 * of packages, nor the bundle itself.
 */
export function isUpToDate(directory, name) {
  try {
    return readFileSync(inputsFile(directory, name), 'utf8') === hashOfInputs(directory, name);
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Of everything that decides what a bundle holds, by what the bundler wrote of it into meta/NAME.json. */
export function hashOfInputs(directory, name) {
  const { inputs } = JSON.parse(readFileSync(join(directory, 'meta', `${name}.json`), 'utf8'));
  const paths = [...bundler(), 'package-lock.json', 'tsconfig.json', ...Object.keys(inputs)];
  const hash = createHash('sha256');
  for (const path of [...paths.map((each) => join(root, each)), join(directory, name, 'index.js')]) {
    hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function bundler() {
  const parts = readdirSync(join(root, 'scripts', 'bundle')).map((file) => join('scripts', 'bundle', file));
  return [join('scripts', 'bundle.mjs'), ...parts.sort()];
}
