import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { root } from './dependencies.mjs';
import { SetupError } from './setup-error.mjs';

/** The first Node that runs our TypeScript as it is, and the version that AWS runs it with. */
const wanted = 24;

/** Whether this process can run the product itself. */
export function isNewEnough(version = process.version) {
  return Number(/^v(\d+)\./.exec(version)?.[1]) >= wanted;
}

/**
 * Path of a Node that runs the product: this one, or the one that the optional packages bring along on Linux.
 *
 * @throws SetupError with what to install
 */
export function findNode24() {
  if (isNewEnough()) return process.execPath;
  const packaged = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(packaged)) {
    const { stdout } = spawnSync(packaged, ['--version'], { encoding: 'utf8' });
    if (isNewEnough(stdout ?? '')) return packaged;
  }
  throw new SetupError(`Node ${wanted} is needed, this is ${process.version}: ${adviceFor(process.platform)}`);
}

function adviceFor(platform) {
  if (platform === 'darwin') return `install it with "brew install node@${wanted}" or "nvm install ${wanted}"`;
  return `install it, for example with "nvm install ${wanted}"`;
}

/**
 * Runs Node with these arguments in our place: it has our terminal, hears our signals, and its end is ours.
 *
 * @param {Record<string, string>} env added to our own environment
 */
export async function becomeNode(node, args, env = {}) {
  process.exitCode = await runNode(node, args, env);
}

/** The same, but hands over the exit code (128 and the signal's number, where a signal ended it). */
export function runNode(node, args, env = {}) {
  const child = spawn(node, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  const forward = (signal) => {
    // Ctrl-C in a terminal reaches the child without us; sent twice it would cut short an orderly end.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const each of signals) process.off(each, forward);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
