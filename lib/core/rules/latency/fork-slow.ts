import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

const GIB = 2 ** 30;

export const rule = defineRule({
  id: 'latency/fork-slow',
  title: 'A fork held the node for long',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['info.stats.latest_fork_usec', 'info.stats.total_forks', 'info.memory.used_memory_rss', 'latency'],
  optional: ['info.stats.total_forks'],
  options: { failAboveMs: numberOption(400), failAboveMsPerGiB: numberOption(50) },
  optionDocs: {
    failAboveMs: 'longest accepted fork, milliseconds',
    failAboveMsPerGiB: 'longest accepted fork for each GiB of resident memory, from 1 GiB on, milliseconds',
  },
  why:
    'Every save, AOF rewrite and full sync begins with a fork, in which the node serves nobody. 10 to 30 ms for each GB ' +
    'is usual; much more means huge pages, an old hypervisor, or a host short of memory, and it grows with the dataset.',
  fix: [
    'Save on replicas, not on primaries, and find out what forked:',
    { run: 'redis-cli -h {host} -p {port} INFO persistence' },
    'Switch transparent huge pages off on the host, and restart the node:',
    { run: 'echo never > /sys/kernel/mm/transparent_hugepage/enabled' },
    'Split the data over more, smaller nodes; a longer replication backlog avoids full syncs.',
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/',
    'https://valkey.io/topics/latency/',
  ],
  limits:
    'INFO tells of the latest fork only. Earlier ones of the same interval are seen where the latency monitor recorded them.',
  check({ fact, observedDelta, options }) {
    const growth = observedDelta('info.stats.total_forks');
    // Without an earlier reading of this process the forks it counts are all as new as can be known.
    const newForks = growth.state === 'ok' ? growth.value : fact('info.stats.total_forks');
    const latestMs = newForks > 0 ? fact('info.stats.latest_fork_usec') / 1000 : 0;
    const { since, newSamples } = fact('latency');
    const samples = since === 'first-visit' ? [] : newSamples.filter(({ event }) => event === 'fork');
    const forkMs = Math.max(latestMs, ...samples.map(({ ms }) => ms));
    const rssGiB = fact('info.memory.used_memory_rss') / GIB;
    const msPerGiB = forkMs / rssGiB;
    const evidence = { forkMs: round(forkMs), newForks, rssGiB: round(rssGiB) };
    if (forkMs > options.failAboveMs) {
      return fail(`a fork took ${round(forkMs)} ms (limit ${options.failAboveMs} ms)`, evidence);
    }
    if (rssGiB < 1 || msPerGiB <= options.failAboveMsPerGiB) return pass(evidence);
    const limit = `limit ${options.failAboveMsPerGiB} ms per GiB`;
    return fail(`a fork took ${round(forkMs)} ms, ${round(msPerGiB)} ms per GiB of memory (${limit})`, evidence);
  },
});

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
