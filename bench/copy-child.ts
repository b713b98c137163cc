/** Run as a process of its own, `copy-child.ts ARGUMENTS`: the command line, and as an error the memory it took, as JSON. */
import { join } from 'node:path';

process.on('exit', () => console.error(JSON.stringify({ maxRssKiB: process.resourceUsage().maxRSS })));
await import(join(import.meta.dirname, '..', 'scripts', 'run.mjs'));
