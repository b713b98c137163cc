import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'memory/swapped-out',
  title: 'Part of the data is likely in swap',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache'],
  needs: ['info.memory.mem_fragmentation_ratio', 'info.memory.used_memory'],
  options: { failBelow: numberOption(0.9), minMiB: numberOption(1024) },
  optionDocs: {
    failBelow: 'smallest accepted ratio of the memory that the process holds to the memory in use',
    minMiB: 'smallest dataset that is judged, MiB',
  },
  why:
    'The process holds less memory than its data takes: the rest is on the swap disk. Every command that touches it ' +
    'waits for the disk, and all other clients of the node wait with it.',
  fix: [
    'On the host, look for memory that somebody else took, and for swapping now:',
    { run: 'vmstat 1 5' },
    'Free memory or lower `maxmemory`, then switch swap off or make it tiny. A failover to a replica on a healthy host ' +
      'helps at once.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/'],
  limits: 'A ratio, not a measurement of swap: memory that was never touched since it was reserved looks the same.',
  check({ fact, options }) {
    const ratio = fact('info.memory.mem_fragmentation_ratio');
    const usedBytes = fact('info.memory.used_memory');
    const evidence = { ratio, usedBytes };
    if (ratio >= options.failBelow || usedBytes < options.minMiB * 2 ** 20) return pass(evidence);
    return fail(`a ratio of memory held to memory used of ${ratio} (limit ${options.failBelow})`, evidence);
  },
});
