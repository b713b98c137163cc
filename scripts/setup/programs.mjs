import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './dependencies.mjs';
import { SetupError, say } from './setup-error.mjs';

/** What a program is called, and how it is installed. */
const server = {
  names: ['redis-server', 'valkey-server'],
  packages: ['redis-server', 'redis-tools'],
  brew: 'brew install redis',
};
const exporter = {
  names: ['prometheus-redis-exporter', 'redis_exporter'],
  packages: ['prometheus-redis-exporter'],
  brew: 'go install github.com/oliver006/redis_exporter@latest',
};
const python = {
  names: ['python3'],
  packages: ['python3', 'python3-venv'],
  brew: 'brew install python',
  // Debian keeps what makes virtual environments in a package of its own.
  part: 'python3-venv',
  hasPart: () => spawnSync('python3', ['-c', 'import ensurepip, venv'], { stdio: 'ignore' }).status === 0,
};
const openssl = { names: ['openssl'], packages: ['openssl'], brew: 'brew install openssl' };

const chromium = {
  names: ['chromium', 'chromium-browser'],
  packages: ['chromium'],
  brew: 'brew install --cask chromium',
};

/** @throws SetupError when there is no Redis or Valkey server and none could be installed */
export function ensureServer() {
  ensureProgram(server);
}

/** @throws SetupError when there is no openssl and it could not be installed */
export function ensureOpenssl() {
  ensureProgram(openssl);
}

/** @throws SetupError when there is no Chromium and it could not be installed */
export function ensureChromium() {
  ensureProgram(chromium);
}

/** @throws SetupError when there is no redis_exporter and it could not be installed */
export function ensureExporter() {
  ensureProgram(exporter);
}

/** @throws SetupError when there is no Python that makes virtual environments, and it could not be installed */
export function ensurePython() {
  ensureProgram(python);
}

function ensureProgram({ names, packages, brew, part = '', hasPart = () => true }) {
  const isThere = () => names.some(isOnPath) && hasPart();
  if (isThere()) return;
  const missing = `${names.some(isOnPath) ? part : names.join(' or ')} is not installed`;
  if (process.platform === 'darwin') throw new SetupError(`${missing}; install it with: ${brew}`);
  if (!isOnPath('apt-get')) throw new SetupError(`${missing}; install it with this system's package manager`);
  const byHand = `${missing}; install it with: sudo apt-get install --no-install-recommends ${packages.join(' ')}`;
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length > 0 && !mayBecomeRoot()) throw new SetupError(byHand);
  say(`installing ${packages.join(' and ')} (apt-get)`);
  const [program, ...args] = [...asRoot, 'sh', join(root, 'scripts', 'setup', 'install-packages.sh'), ...packages];
  spawnSync(program, args, { stdio: ['ignore', process.stderr, process.stderr] });
  if (!isThere()) throw new SetupError(byHand);
}

/** Only where sudo does not ask for a password: nobody may be there to type it. */
function mayBecomeRoot() {
  return isOnPath('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
}

function isOnPath(name) {
  const directories = (process.env.PATH ?? '').split(delimiter).filter((each) => each !== '');
  return directories.some((directory) => {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
