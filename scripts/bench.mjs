/** `npm run bench [-- --quick] [--bundles] [--rdb]`: puts in place what is missing, measures, and writes the tables of docs/performance.md. */
import { join } from 'node:path';
import { ensureDependencies, root } from './setup/dependencies.mjs';
import { becomeNode, findNode24 } from './setup/node-24.mjs';
import { ensureExporter, ensureServer } from './setup/programs.mjs';
import { runScript } from './setup/setup-error.mjs';

await runScript(async () => {
  ensureDependencies({ development: true });
  const node = findNode24();
  if (!process.argv.includes('--bundles')) ensureServer();
  if (!process.argv.includes('--bundles') && !process.argv.includes('--rdb')) ensureExporter();
  const flags = ['--expose-gc', '--disable-warning=ExperimentalWarning'];
  await becomeNode(node, [...flags, join(root, 'bench', 'run.ts'), ...process.argv.slice(2)]);
});
