import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from './dependencies.mjs';
import { ensurePython } from './programs.mjs';
import { SetupError, say } from './setup-error.mjs';

/**
 * Installs the emulator of AWS with everything it needs, in the versions of its requirements.txt, into a directory of
 * the user's cache. Another list of versions gets another directory, and what is there is used again.
 *
 * @returns {string} path of the Python that can run it
 * @throws SetupError when there is no Python and none could be installed, or when the packages cannot be had
 */
export function ensureEmulator() {
  const requirements = join(root, 'test', 'aws', 'emulator', 'requirements.txt');
  const label = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const directory = join(cacheDirectory(), `aws-emulator-${label}`);
  const python = join(directory, 'bin', 'python');
  if (existsSync(python)) return python;
  ensurePython();
  say(`installing the emulator of AWS into ${directory} (pip)`);
  // Only what is whole gets the name: two that install at the same time do not mix, and nobody finds half of it.
  const unfinished = `${directory}.${process.pid}`;
  try {
    install(unfinished, requirements);
    moveInto(unfinished, directory);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return python;
}

function cacheDirectory() {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'redis-cluster-auditor');
}

function install(directory, requirements) {
  mkdirSync(directory, { recursive: true });
  run('python3', ['-m', 'venv', directory], 'python3 cannot make a virtual environment');
  // All of it is listed, in versions that were tried together: nothing else is to come along.
  const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-compile', '--disable-pip-version-check'];
  run(join(directory, 'bin', 'python'), [...args, '-r', requirements], 'pip cannot install the emulator of AWS');
}

function run(program, args, trouble) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', process.stderr, process.stderr] });
  if (error !== undefined) throw new SetupError(`${trouble}: ${error.message}`);
  if (status !== 0) throw new SetupError(`${trouble}, see above`);
}

/** Somebody else may have been quicker; theirs is as good. */
function moveInto(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(join(to, 'bin', 'python'))) throw error;
  }
}
