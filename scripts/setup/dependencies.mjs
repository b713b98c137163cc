import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError, say } from './setup-error.mjs';

/** The project's own directory. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Installs the packages of package-lock.json unless they are there already, in the locked versions.
 *
 * @param {{ development: boolean }} wanted whether the tools of development are wanted too
 * @throws SetupError when npm fails
 */
export function ensureDependencies({ development }) {
  if (areInstalled(join(root, 'package-lock.json'), join(root, 'node_modules', '.package-lock.json'), development))
    return;
  say('installing packages (npm ci)');
  // Warnings about the Node that runs npm would only confuse: the packages bring the Node that runs them.
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(development ? ['--include=dev'] : [])];
  const { status, error } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', process.stderr, process.stderr] });
  if (error !== undefined) throw new SetupError(`npm cannot be run: ${error.message}`);
  if (status !== 0) throw new SetupError('npm ci failed, see above');
}

/**
 * Compares what is locked with what npm wrote down at the end of its last install. An install that was
 * interrupted has no such file, and one from before a change of the lock file has other versions in it.
 */
function areInstalled(lockFile, installedFile, development) {
  if (!existsSync(installedFile)) return false;
  const installed = packagesOf(installedFile);
  return Object.entries(packagesOf(lockFile)).every(([path, { version, optional, dev }]) => {
    // Optional ones may be for another kind of machine.
    if (path === '' || optional === true || (dev === true && !development)) return true;
    return installed[path]?.version === version;
  });
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
