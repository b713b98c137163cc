import { fail, pass, skip, unknown } from '../../finding.ts';
import { secondsSinceSave } from '../../newest-save.ts';
import { defineRule, numberOption } from '../../rule.ts';

const SECONDS_PER_HOUR = 3600;

export const rule = defineRule({
  id: 'rdb/newest-save-too-old',
  title: 'A shard has no recent snapshot',
  severity: 'warning',
  scope: 'shard',
  providers: ['self-managed'],
  needs: ['info.persistence.rdb_last_save_time', 'info.server.uptime_in_seconds', 'info.server.server_time_usec'],
  // From 7.0; without it the time of the last save tells.
  optional: ['info.persistence.rdb_saves'],
  // Whether a member that does not answer leaves the verdict open depends on what the others say.
  coverage: 'reachable',
  options: { maxAgeHours: numberOption(26) },
  optionDocs: { maxAgeHours: 'Oldest snapshot accepted as the newest one of a shard, in hours' },
  why:
    'A snapshot is what a shard goes back to after a mistake, for example FLUSHALL: replicas have the mistake within ' +
    'milliseconds, and the append-only file too. None of the members has saved one for too long, so the scheduled save ' +
    'has probably stopped.',
  fix: [
    'Look whether the job that saves still runs, can log in, and still finds a replica.',
    { run: 'redis-cli -h {host} -p {port} INFO persistence' },
    'To have a snapshot now, on a replica of this shard:',
    { run: 'redis-cli -h REPLICA -p PORT BGSAVE SCHEDULE' },
    'Copy the finished file off the host: the next full resync overwrites it.',
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/',
    'https://redis.io/docs/latest/commands/bgsave/',
  ],
  limits:
    'A full resync over disk counts as a save of the primary, and so does a first save that failed. A process does not ' +
    'remember the saves of the one before it: until a restarted member has been up for the whole time, or has saved ' +
    'again, nothing can be said if no other member has saved.',
  check({ shard, members, policy, options }) {
    if (policy.persistence === 'none') return skip('policy.persistence is none: the data may vanish');
    const limit = options.maxAgeHours * SECONDS_PER_HOUR;
    const saves = members.map((member) => {
      const uptime = member.fact('info.server.uptime_in_seconds');
      const age = secondsSinceSave({
        lastSaveTime: member.fact('info.persistence.rdb_last_save_time'),
        saves: member.maybe('info.persistence.rdb_saves'),
        now: member.fact('info.server.server_time_usec') / 1e6,
        uptime,
      });
      return { node: member.node.address, age, uptime };
    });
    const newest = saves.filter(hasSaved).sort((a, b) => a.age - b.age)[0];
    const evidence = {
      newestSaveAgeHours: newest === undefined ? null : inHours(newest.age),
      savedBy: newest?.node ?? null,
      maxAgeHours: options.maxAgeHours,
    };
    if (newest !== undefined && newest.age <= limit) return pass(evidence);
    const unread = 1 + shard.replicas.length - members.length;
    if (unread > 0)
      return unknown(`${unread} of its members could not be read, and no other has saved in time`, evidence);
    const young = saves.filter(({ age, uptime }) => age === null && uptime < limit);
    if (young.length > 0)
      return unknown(`no member has saved in time, but ${young.length} started too recently to know`, evidence);
    const found =
      newest === undefined ? 'no member has saved since it started' : `the newest is ${inHours(newest.age)} h old`;
    return fail(`${found}, more than ${options.maxAgeHours} h`, evidence);
  },
});

interface Save {
  readonly node: string;
  readonly age: number | null;
}

function hasSaved<S extends Save>(save: S): save is S & { readonly age: number } {
  return save.age !== null;
}

function inHours(seconds: number): number {
  return Math.round(seconds / 360) / 10;
}
