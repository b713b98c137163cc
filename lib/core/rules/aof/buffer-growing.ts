import { formatBytes } from '../../byte-size.ts';
import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

const MIB = 2 ** 20;

export const rule = defineRule({
  id: 'aof/buffer-growing',
  title: 'Writes wait in memory for the append-only file',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['info.memory.mem_aof_buffer'],
  options: { failAboveMiB: numberOption(64) },
  optionDocs: { failAboveMiB: 'Mebibytes that may wait to be written to the append-only file' },
  why:
    'The disk takes less than clients write. What waits is lost with the process, not only with the host, so the loss ' +
    'window is longer than `everysec` promises; and it counts as memory until the node runs out of it.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO persistence' },
    'See what else uses that disk: saves and rewrites of this node or another one, backups, log files.',
    'Give the append-only file a disk with more throughput, or spread the writes over more shards.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits:
    'It is the buffer at the moment of the audit. Before 7.0 it holds the writes made during a rewrite as well, which ' +
    'are written when that ends.',
  check({ fact, options }) {
    const bufferBytes = fact('info.memory.mem_aof_buffer');
    const evidence = { bufferBytes, failAboveMiB: options.failAboveMiB };
    if (bufferBytes <= options.failAboveMiB * MIB) return pass(evidence);
    return fail(`${formatBytes(bufferBytes)} wait to be written, above ${options.failAboveMiB} MiB`, evidence);
  },
});
