import { formatBytes } from '../../byte-size.ts';
import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'memory/fragmented',
  title: 'Memory is fragmented',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['info.memory.mem_fragmentation_ratio', 'info.memory.mem_fragmentation_bytes'],
  optional: ['config.activedefrag'],
  options: { failAbove: numberOption(1.5), minMiB: numberOption(256) },
  optionDocs: {
    failAbove: 'accepted ratio of the memory that the process holds to the memory in use',
    minMiB: 'fewest bytes lost to it that count, MiB: the ratio of a small dataset means nothing',
  },
  why:
    'The process holds much more memory than its data takes, in pieces too small to reuse. `maxmemory` does not count ' +
    'that, so the host can run out of memory while the server believes that it has room.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} MEMORY DOCTOR' },
    'Let the server tidy up in the background, if it was built with jemalloc:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET activedefrag yes' },
    'Or restart it, replicas first; after a great deletion the ratio may go down by itself as data comes back.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/memory-optimization/'],
  check({ fact, maybe, options }) {
    const ratio = fact('info.memory.mem_fragmentation_ratio');
    const bytes = fact('info.memory.mem_fragmentation_bytes');
    const evidence = { ratio, bytes, activedefrag: maybe('config.activedefrag') ?? null };
    if (ratio <= options.failAbove || bytes <= options.minMiB * 2 ** 20) return pass(evidence);
    return fail(`a ratio of ${ratio} (limit ${options.failAbove}), ${formatBytes(bytes)} of memory lost`, evidence);
  },
});
