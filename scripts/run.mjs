#!/usr/bin/env node
/** The command `redis-auditor`: the product, run by a Node that understands its TypeScript. */
import { join } from 'node:path';
import { root } from './setup/dependencies.mjs';
import { becomeNode, findNode24, isNewEnough } from './setup/node-24.mjs';
import { runScript } from './setup/setup-error.mjs';

const program = join(root, 'bin', 'redis-auditor.ts');

if (isNewEnough()) await import(program);
else await runScript(() => becomeNode(findNode24(), [program, ...process.argv.slice(2)]));
