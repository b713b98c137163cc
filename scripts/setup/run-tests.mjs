import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { root } from './dependencies.mjs';
import { runNode } from './node-24.mjs';

/**
 * Runs jest, prints `N passed, N failed` as the last line, and sets the exit code.
 *
 * @param {string} node path of the Node that runs it
 * @param {readonly string[]} args for jest
 * @param {Record<string, string>} env added to our own environment
 */
export async function runTests(node, args, env = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'test-result-'));
  try {
    const result = join(directory, 'result.json');
    process.exitCode = await runJest(node, ['--json', `--outputFile=${result}`, ...args], env);
    const { passed, failed } = count(result, process.exitCode);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Jest loads ES modules only behind a flag; programs that tests start find this Node under the name `node`. */
function runJest(node, args, env) {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  return runNode(node, [jest, ...args], {
    NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
    PATH: [dirname(node), process.env.PATH].join(delimiter),
    ...env,
  });
}

/** A file of tests that could not be run counts as one failure, and so does a run that left no result. */
function count(file, exitCode) {
  if (!existsSync(file)) return { passed: 0, failed: exitCode === 0 ? 0 : 1 };
  const result = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: result.numPassedTests, failed: result.numFailedTests + result.numRuntimeErrorTestSuites };
}
