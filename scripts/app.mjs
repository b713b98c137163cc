#!/usr/bin/env node
/** The CDK app, run by a Node that understands its TypeScript, whichever Node the CDK found. */
import { join } from 'node:path';
import { ensureDependencies, root } from './setup/dependencies.mjs';
import { becomeNode, findNode24 } from './setup/node-24.mjs';
import { runScript } from './setup/setup-error.mjs';

await runScript(async () => {
  ensureDependencies({ development: true });
  await becomeNode(findNode24(), [join(root, 'bin', 'app.ts')], {
    // What a synthesis spends its time with is the reading of a large library: next time it is there as machine code.
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node-compile'),
  });
});
