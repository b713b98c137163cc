/**
 * `npm run bench [-- --quick] [--bundles | --rdb | --chaos | --fork | --history | --page | --backtest]`: puts in place what is missing, measures, and writes the
 * tables of docs/performance.md, or of docs/durability.md for --chaos and --fork.
 */
import { join } from 'node:path';
import { ensureDependencies, root } from './setup/dependencies.mjs';
import { becomeNode, findNode24 } from './setup/node-24.mjs';
import { ensureChromium, ensureExporter, ensureServer } from './setup/programs.mjs';
import { runScript } from './setup/setup-error.mjs';

await runScript(async () => {
  ensureDependencies({ development: true });
  const node = findNode24();
  const only = ['--bundles', '--rdb', '--chaos', '--fork', '--history', '--page', '--backtest'].find((flag) =>
    process.argv.includes(flag),
  );
  if (only === '--page') ensureChromium();
  else if (only === undefined || !['--bundles', '--history', '--backtest'].includes(only)) ensureServer();
  if (only === undefined) ensureExporter();
  const flags = ['--expose-gc', '--disable-warning=ExperimentalWarning'];
  await becomeNode(node, [...flags, join(root, 'bench', 'run.ts'), ...process.argv.slice(2)]);
});
