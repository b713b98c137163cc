#!/usr/bin/env node
/** The command `redis-auditor`: the product, run by a Node that understands its TypeScript. */
import module from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { compileCacheFolder } from './setup/compile-cache.mjs';
import { root } from './setup/dependencies.mjs';
import { becomeNode, findNode24, isNewEnough } from './setup/node-24.mjs';
import { runScript } from './setup/setup-error.mjs';

const program = join(root, 'bin', 'redis-auditor.ts');

/**
 * V8 makes up to 48 MB of room for young objects, which a backup has no use for: its data goes through a few megabytes
 * that are used again and again, and what else it allocates is gone at once. Told later, the room would be there already.
 */
const flags = process.argv[2] === 'backup' ? ['--semi-space-growth-factor=1'] : [];

// Whoever chose a folder for all programs meant this one too.
const folder = process.env.NODE_COMPILE_CACHE ?? compileCacheFolder(process.env);

if (isNewEnough()) {
  module.enableCompileCache(folder);
  for (const flag of flags) setFlagsFromString(flag);
  await import(program);
} else
  await runScript(() =>
    becomeNode(findNode24(), [...flags, program, ...process.argv.slice(2)], { NODE_COMPILE_CACHE: folder }),
  );
