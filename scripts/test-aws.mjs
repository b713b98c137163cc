/**
 * `npm run test:aws [-- JEST ARGUMENTS]`: deploys to an emulator of AWS on this machine and watches what happens. Puts in
 * place what is missing, the emulator included, and ends with `N passed, N failed`.
 */
import { join } from 'node:path';
import { ensureDependencies, root } from './setup/dependencies.mjs';
import { ensureEmulator } from './setup/emulator.mjs';
import { findNode24 } from './setup/node-24.mjs';
import { ensureServer } from './setup/programs.mjs';
import { runTests } from './setup/run-tests.mjs';
import { runScript } from './setup/setup-error.mjs';

await runScript(async () => {
  ensureDependencies({ development: true });
  const node = findNode24();
  ensureServer();
  const python = ensureEmulator();
  const config = join(root, 'jest.aws.config.mjs');
  await runTests(node, [`--config=${config}`, ...process.argv.slice(2)], { AWS_EMULATOR_PYTHON: python });
});
