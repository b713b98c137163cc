import { formatBytes } from '../../byte-size.ts';
import { fail, pass } from '../../finding.ts';
import { linkBefore, timeWithoutLink } from '../../link-age.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'replication/sync-stuck',
  title: 'A sync with the primary does not get done',
  severity: 'warning',
  scope: 'node',
  role: 'replica',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['info.replication.master_sync_in_progress', 'info.server.run_id', 'info.server.uptime_in_seconds'],
  // There only while a sync runs.
  optional: [
    'info.replication.master_sync_left_bytes',
    'info.replication.master_link_down_since_seconds',
    'info.replication.master_link_status',
    'info.persistence.loading',
    // From 7.0, with `repl-diskless-load swapdb`.
    'info.persistence.async_loading',
  ],
  options: { failAboveMinutes: numberOption(15) },
  optionDocs: { failAboveMinutes: 'Minutes that the replica may be without its primary while it syncs' },
  why:
    'The replica is being sent the whole dataset and gets nowhere. Until that ends it cannot take over, and the primary ' +
    'keeps a child process and a growing buffer for it.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO replication' },
    'See on both hosts whether the network or a disk stands still, and read the logs of both processes.',
    'To begin anew, break the connection; the replica connects again by itself:',
    { run: 'redis-cli -h {host} -p {port} CLIENT KILL TYPE master' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/replication/'],
  limits:
    'How long it lasts is counted from when the link was lost; of a link that was never up the age of the process counts, ' +
    'but for one that had a link, or was a primary, at the last audit. A replica that loads what it received tells no bytes, so ' +
    'meanwhile only the time counts.',
  check({ fact, maybe, maybePrevious, options }) {
    if (!fact('info.replication.master_sync_in_progress')) return pass();
    const { seconds, atMost, isNew } = timeWithoutLink(
      maybe('info.replication.master_link_down_since_seconds'),
      { runId: fact('info.server.run_id'), uptimeSeconds: fact('info.server.uptime_in_seconds') },
      linkBefore(maybePrevious),
    );
    const leftBytes = maybe('info.replication.master_sync_left_bytes');
    const evidence = { withoutPrimarySeconds: seconds, ...(atMost ? { atMost } : {}), leftBytes: leftBytes ?? null };
    if (seconds > options.failAboveMinutes * 60 && !isNew) {
      const minutes = `${atMost ? 'up to ' : ''}${Math.floor(seconds / 60)} minutes`;
      return fail(`syncing, ${minutes} without its primary, above ${options.failAboveMinutes}`, evidence);
    }
    const leftBefore = maybePrevious('info.replication.master_sync_left_bytes');
    const sameSync =
      maybePrevious('info.replication.master_sync_in_progress') === true &&
      maybePrevious('info.server.run_id') === fact('info.server.run_id');
    if (!sameSync || leftBytes === undefined || leftBefore === undefined) return pass(evidence);
    const loads = maybe('info.persistence.loading') === true || maybe('info.persistence.async_loading') === true;
    if (loads || leftBytes < leftBefore) return pass(evidence);
    // A sync without a disk in between does not know its size and counts below zero.
    const left = leftBytes < 0 ? `${formatBytes(-leftBytes)} received` : `${formatBytes(leftBytes)} left`;
    return fail(`a sync stands still since the last audit, with ${left}`, { ...evidence, leftBefore });
  },
});
