import { formatBytes } from '../../byte-size.ts';
import { fail, pass, skip } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'aof/rewrite-overdue',
  title: 'A rewrite of the append-only file is overdue',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: [
    'info.persistence.aof_enabled',
    'info.persistence.aof_current_size',
    'info.persistence.aof_base_size',
    'info.persistence.aof_rewrite_in_progress',
    'config.auto-aof-rewrite-percentage',
    'config.auto-aof-rewrite-min-size',
  ],
  // The sizes are not reported while the AOF is off.
  skipUnsupported: true,
  options: { tolerance: numberOption(1.5, { min: 1 }) },
  optionDocs: { tolerance: 'Times the size at which a rewrite is due that the file may reach' },
  failureThreshold: 2,
  why:
    'The append-only file is well past the size at which the server rewrites it, and no rewrite runs. So rewrites are ' +
    'refused or fail at once: the file grows until the disk is full, and every restart takes longer.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO persistence' },
    '`aof_last_bgrewrite_status` and the log say whether rewrites fail, and why. After several failures the server ' +
      'waits up to an hour before it tries again.',
    { run: 'redis-cli -h {host} -p {port} BGREWRITEAOF' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits: 'After a restart the server counts from the size that it found, so a file that was large then is due later.',
  check({ fact, options }) {
    if (!fact('info.persistence.aof_enabled')) return skip('AOF is off');
    const percentage = Number(fact('config.auto-aof-rewrite-percentage'));
    if (percentage === 0) return skip('auto-aof-rewrite-percentage is 0: aof/rewrite-disabled judges that');
    const currentBytes = fact('info.persistence.aof_current_size');
    const grown = fact('info.persistence.aof_base_size') * (1 + percentage / 100);
    const dueAtBytes = Math.max(Number(fact('config.auto-aof-rewrite-min-size')), grown);
    const evidence = { currentBytes, dueAtBytes, percentage };
    const running = fact('info.persistence.aof_rewrite_in_progress');
    if (running || currentBytes <= dueAtBytes * options.tolerance) return pass(evidence);
    const size = `the append-only file has ${formatBytes(currentBytes)}`;
    const limit = `above ${options.tolerance} times the ${formatBytes(dueAtBytes)} at which a rewrite is due`;
    return fail(`${size}, ${limit}, and no rewrite runs`, evidence);
  },
});
