/** `npm run new-rule -- ID [--folder DIR | --built-in]`: begins a rule, its test and its page. */
import { join } from 'node:path';
import { ensureDependencies, root } from './setup/dependencies.mjs';
import { becomeNode, findNode24 } from './setup/node-24.mjs';
import { runScript } from './setup/setup-error.mjs';

await runScript(async () => {
  ensureDependencies({ development: true });
  await becomeNode(findNode24(), [join(root, 'scripts', 'new-rule', 'main.ts'), ...process.argv.slice(2)]);
});
