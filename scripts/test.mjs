/** `npm test [-- JEST ARGUMENTS]`: puts in place what is missing, runs the tests, ends with `N passed, N failed`. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ensureDependencies, root } from './setup/dependencies.mjs';
import { findNode24, runNode } from './setup/node-24.mjs';
import { ensureOpenssl, ensureServer } from './setup/programs.mjs';
import { runScript } from './setup/setup-error.mjs';

await runScript(async () => {
  ensureDependencies({ development: true });
  const node = findNode24();
  ensureServer();
  ensureOpenssl();
  const directory = mkdtempSync(join(tmpdir(), 'test-result-'));
  try {
    const result = join(directory, 'result.json');
    process.exitCode = await runJest(node, ['--json', `--outputFile=${result}`, ...process.argv.slice(2)]);
    const { passed, failed } = count(result, process.exitCode);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

/** Jest loads ES modules only behind a flag; programs that tests start find this Node under the name `node`. */
function runJest(node, args) {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  return runNode(node, [jest, ...args], {
    NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
    PATH: [dirname(node), process.env.PATH].join(delimiter),
  });
}

/** A file of tests that could not be run counts as one failure, and so does a run that left no result. */
function count(file, exitCode) {
  if (!existsSync(file)) return { passed: 0, failed: exitCode === 0 ? 0 : 1 };
  const result = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: result.numPassedTests, failed: result.numFailedTests + result.numRuntimeErrorTestSuites };
}
