/** `npm test [-- JEST ARGUMENTS]`: puts in place what is missing, runs the tests, ends with `N passed, N failed`. */
import { ensureDependencies } from './setup/dependencies.mjs';
import { findNode24 } from './setup/node-24.mjs';
import { ensureChromium, ensureOpenssl, ensureServer } from './setup/programs.mjs';
import { runTests } from './setup/run-tests.mjs';
import { runScript } from './setup/setup-error.mjs';

await runScript(async () => {
  ensureDependencies({ development: true });
  const node = findNode24();
  ensureServer();
  ensureOpenssl();
  ensureChromium();
  await runTests(node, process.argv.slice(2));
});
