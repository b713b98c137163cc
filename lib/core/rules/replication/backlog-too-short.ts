import { formatBytes } from '../../byte-size.ts';
import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'replication/backlog-too-short',
  title: 'The replication backlog is too short',
  severity: 'warning',
  scope: 'node',
  role: 'primary',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['info.replication.replicas', 'info.replication.repl_backlog_active', 'info.replication.repl_backlog_size'],
  // Without a backlog there is nothing to compare.
  optional: ['info.replication.master_repl_offset'],
  options: { failBelowSeconds: numberOption(60, { min: 1 }) },
  optionDocs: { failBelowSeconds: 'Seconds of the write stream that the backlog must hold' },
  why:
    'A replica that was away for longer than the backlog reaches back cannot go on where it stopped: the primary forks ' +
    'and sends everything. A restart of the network or a failover is enough, and it comes when the load is highest.',
  fix: [
    'Choose 60 s of the write stream at least; the evidence has the bytes per second. It counts as memory of the node.',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET repl-backlog-size 64mb' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'Do it on every node: any replica may be the primary tomorrow.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/replication/'],
  limits:
    'It goes by the mean since the last audit. If that was a shorter time than the backlog must hold, by what was written ' +
    'in it: a rate of seconds says nothing of a minute.',
  check({ fact, maybe, observedDelta, seconds, options }) {
    const replicas = fact('info.replication.replicas').filter(({ port }) => port !== 0);
    if (replicas.length === 0) return skip('it has no replica');
    if (!fact('info.replication.repl_backlog_active')) return fail('it has replicas and no backlog', { active: false });
    if (maybe('info.replication.master_repl_offset') === undefined) return unknown('it tells no replication offset');
    const written = observedDelta('info.replication.master_repl_offset');
    if (written.state !== 'ok') return unknown(written.detail);
    const overSeconds = Math.max(seconds('info.replication.master_repl_offset'), options.failBelowSeconds);
    const bytesPerSecond = written.value / overSeconds;
    const backlogBytes = fact('info.replication.repl_backlog_size');
    const holdsSeconds = bytesPerSecond <= 0 ? null : Math.round((backlogBytes / bytesPerSecond) * 10) / 10;
    const evidence = { backlogBytes, bytesPerSecond: Math.round(bytesPerSecond), holdsSeconds };
    if (holdsSeconds === null || holdsSeconds >= options.failBelowSeconds) return pass(evidence);
    const size = `a backlog of ${formatBytes(backlogBytes)} holds ${holdsSeconds} s`;
    return fail(`${size} of what is written, below ${options.failBelowSeconds} s`, evidence);
  },
});
