import { type CopiesSeen, extendSeen } from '../../backup/copies.ts';
import { daysUntil, readsTheStore } from '../../backup/copies-words.ts';
import { begunAt } from '../../backup/set-keys.ts';
import { fail, pass, skip } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { DAY_MS } from '../../time-span.ts';
import { utcTime } from '../../utc-time.ts';

export const rule = defineRule({
  id: 'backup/restore-drill-old',
  title: 'Nobody has tried a restore for a long time',
  severity: 'info',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  needs: ['copies'],
  optional: ['copies.seen'],
  skipUnsupported: true,
  options: { failAboveDays: numberOption(90) },
  optionDocs: { failAboveDays: 'Longest time since the last drill that restored the whole cluster, in days' },
  why:
    'A copy that nobody has restored is a hope. A drill shows that servers load it, that every key is there, and how long ' +
    'it takes. The last one that succeeded is too long ago, or a newer one failed.',
  fix: [
    'Restore the newest set into servers that are thrown away: `redis-auditor backup drill --store PLACE`.',
    'A drill that failed says why; a server older than the one that was copied cannot load its RDB: name a newer one with `--server`.',
    'If drills are made by other means, declare the day of the last one as `policy.backup.lastDrill`.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits:
    `${readsTheStore} A drill is noted beside its set and goes with it: audits remember it from when they first saw it, so ` +
    'one whose set was deleted before any audit looked is not known. Without any drill it counts from the oldest set that an audit has seen.',
  check({ fact, maybePrevious, policy, options: { failAboveDays } }) {
    const copies = fact('copies');
    const { readAt, newestDrill } = copies;
    const seen = extendSeen(maybePrevious('copies.seen'), copies);
    const last = lastDrill(seen, policy.backup?.lastDrill);
    const since = last ?? seen.firstSet;
    if (since === null) return skip('there is nothing to restore yet');
    const from = last === null ? begunAt(since) : Date.parse(last);
    const days = daysUntil(from, readAt);
    const evidence = { lastDrill: last, daysSince: days, failAboveDays, newestDrill };
    if (newestDrill !== null && newestDrill.outcome === 'failed' && newestDrill.at > (last ?? ''))
      return fail(`the newest drill, of ${utcTime(newestDrill.at)} with set ${newestDrill.set}, failed`, evidence);
    if (Date.parse(readAt) - from <= failAboveDays * DAY_MS) return pass(evidence);
    const what = last === null ? 'no drill is known, and the first set is' : 'the last drill that succeeded is';
    return fail(`${what} ${days} days old, more than ${failAboveDays} days`, evidence);
  },
});

/** The later one of what is noted and what is declared. */
function lastDrill({ lastDrill: noted }: CopiesSeen, declared: string | undefined): string | null {
  const times = [noted, declared === undefined ? null : `${declared}T00:00:00.000Z`].filter((at) => at !== null);
  return times.sort().at(-1) ?? null;
}
