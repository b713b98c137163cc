/** `npm start`: puts in place what is missing, then runs the product; without arguments its demonstration. */
import { join } from 'node:path';
import { ensureDependencies, root } from './setup/dependencies.mjs';
import { becomeNode, findNode24 } from './setup/node-24.mjs';
import { ensureServer } from './setup/programs.mjs';
import { runScript } from './setup/setup-error.mjs';

await runScript(async () => {
  const args = process.argv.length > 2 ? process.argv.slice(2) : ['demo'];
  ensureDependencies({ development: false });
  const node = findNode24();
  // Whoever audits a cluster of their own needs no server here.
  if (args[0] === 'demo') ensureServer();
  await becomeNode(node, [join(root, 'bin', 'redis-auditor.ts'), ...args]);
});
