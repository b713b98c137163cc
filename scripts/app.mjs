#!/usr/bin/env node
/** The CDK app, run by a Node that understands its TypeScript, whichever Node the CDK found. */
import { join } from 'node:path';
import { root } from './setup/dependencies.mjs';
import { becomeNode, findNode24, isNewEnough } from './setup/node-24.mjs';
import { runScript } from './setup/setup-error.mjs';

const program = join(root, 'bin', 'app.ts');

if (isNewEnough()) await import(program);
else await runScript(() => becomeNode(findNode24(), [program]));
