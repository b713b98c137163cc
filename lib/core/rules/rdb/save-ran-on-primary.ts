import type { CommandStat } from '../../facts.ts';
import { fail, pass, skip, unknown, type Verdict } from '../../finding.ts';
import type { Policy } from '../../policy.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'rdb/save-ran-on-primary',
  title: 'A primary forked to save',
  severity: 'warning',
  scope: 'node',
  role: 'primary',
  providers: ['self-managed'],
  needs: ['info.replication.replicas', 'config.repl-diskless-sync', 'config.save'],
  // A download that runs now is judged also when there is nothing to compare with; before 7.0 saves are not counted.
  optional: [
    'info.replication.role',
    'info.commandstats.bgsave',
    'info.commandstats.save',
    'info.persistence.rdb_saves',
    'info.stats.sync_full',
  ],
  why:
    'A save forks the process. On a primary every client waits for the fork, about 30 ms for each gigabyte, and pages ' +
    'that are written meanwhile are copied, which can double the memory. A replica can save just as well.',
  fix: [
    'The evidence names the cause. By hand or by cron: let the job ask for the role and save only where it is a replica,',
    {
      run: '[ "$(redis-cli -h {host} -p {port} ROLE | head -n1)" = slave ] && redis-cli -h {host} -p {port} BGSAVE SCHEDULE',
    },
    'A save point: take it away,',
    { run: `redis-cli -h {host} -p {port} CONFIG SET save ''` },
    'A download, `redis-cli --rdb` for example: point it at a replica.',
  ],
  links: [
    'https://redis.io/docs/latest/commands/bgsave/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/',
  ],
  limits:
    'Before 7.0 only BGSAVE and downloads that run at the moment of the audit are seen. A full resync over disk explains ' +
    'one save, also where two replicas shared it. FLUSHALL with save points saves without a fork and counts as a save point.',
  check({ fact, maybePrevious, observedDelta, policy }) {
    if (fact('info.replication.replicas').some((replica) => replica.port === 0))
      return fail('an RDB is being pulled from this primary now', { cause: 'download' });
    const bgsave = observedDelta('info.commandstats.bgsave');
    if (bgsave.state !== 'ok') return unknown(bgsave.detail);
    if (maybePrevious('info.replication.role') !== 'master') return skip('it was a replica at the last audit');
    const started = notRefused(bgsave.value);
    if (started > 0)
      return fail(`BGSAVE was called ${times(started)}`, { cause: 'by hand or cron', bgsaveCalls: started });
    const saves = observedDelta('info.persistence.rdb_saves');
    const save = observedDelta('info.commandstats.save');
    const syncs = observedDelta('info.stats.sync_full');
    if (saves.state !== 'ok') return unknown(saves.detail);
    if (save.state !== 'ok') return unknown(save.detail);
    if (syncs.state !== 'ok') return unknown(syncs.detail);
    // Without a disk in between, a sync counts as no save.
    const overDisk = fact('config.repl-diskless-sync') === 'no' ? syncs.value : 0;
    return judgeSaves(
      { saves: saves.value, saveCalls: save.value.calls, syncsOverDisk: overDisk },
      fact('config.save'),
      policy,
    );
  },
});

interface Saves {
  readonly saves: number;
  readonly saveCalls: number;
  readonly syncsOverDisk: number;
}

/** Saves that neither SAVE nor a sync explains were started by a save point, where there is one. */
function judgeSaves(counts: Saves, savePoints: string, policy: Policy): Verdict {
  const unexplained = counts.saves - counts.saveCalls - counts.syncsOverDisk;
  if (unexplained <= 0) return pass({ ...counts });
  const cause = savePoints === '' ? 'unexplained' : 'save point';
  if (cause === 'save point' && policy.rdb.savePoints === 'anywhere') return pass({ ...counts, cause });
  const by = savePoints === '' ? 'by something that left no other trace' : `by its save points, "${savePoints}"`;
  return fail(`saved ${times(unexplained)} ${by}`, { ...counts, cause, save: savePoints });
}

/** A refused BGSAVE counts as a call and as a failed one, and forks nothing. */
function notRefused({ calls, failedCalls }: CommandStat): number {
  return calls - failedCalls;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
