/** Run as a process of its own, `copy-child.ts ARGUMENTS`: the command line, and as an error the memory it took, as JSON. */
process.on('exit', () => console.error(JSON.stringify({ maxRssKiB: process.resourceUsage().maxRSS })));
await import('../bin/redis-auditor.ts');
