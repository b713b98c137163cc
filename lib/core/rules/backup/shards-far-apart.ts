import { takenBetween } from '../../backup/copies.ts';
import { readsTheStore, setTime } from '../../backup/copies-words.ts';
import { fail, pass, skip } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

const MINUTE_MS = 60_000;

export const rule = defineRule({
  id: 'backup/shards-far-apart',
  title: 'The shards of a set are of moments far apart',
  severity: 'info',
  scope: 'cluster',
  providers: ['self-managed'],
  needs: ['copies'],
  skipUnsupported: true,
  options: { failAboveMinutes: numberOption(60) },
  optionDocs: { failAboveMinutes: 'Longest time from the first to the last shard of a set, in minutes' },
  why:
    'RDBs of different shards are of different moments. The further they lie apart, the more keys of two shards that were ' +
    'written together do not fit after a restore.',
  fix: ['Copy more shards at once: `redis-auditor backup copy URL --store PLACE --parallel 4`.'],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits: `${readsTheStore} The moment is that of the fork by the server's clock, as far as it lies within the run by the clock of whoever copied.`,
  check({ fact, options: { failAboveMinutes } }) {
    const [newest] = fact('copies').newest;
    const taken = newest === undefined ? undefined : takenBetween(newest.copies);
    if (newest === undefined || taken === undefined) return skip('there is no copy yet');
    const apart = (taken.last - taken.first) / MINUTE_MS;
    const minutes = Math.round(apart * 10) / 10;
    const evidence = { set: newest.set, minutesApart: minutes, failAboveMinutes };
    if (apart <= failAboveMinutes) return pass(evidence);
    return fail(
      `the shards of the newest set, of ${setTime(newest.set)}, are ${minutes} min apart, more than ${failAboveMinutes} min`,
      evidence,
    );
  },
});
