import { type CopiesReading, copiesOf, extendSeen, newestUsable, takenBetween, unopened } from '../../backup/copies.ts';
import { hoursUntil, readsTheStore, setTime } from '../../backup/copies-words.ts';
import { begunAt } from '../../backup/set-keys.ts';
import { fail, pass, unknown, type Verdict } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { SLOT_COUNT } from '../../slots.ts';
import { utcTime } from '../../utc-time.ts';

const HOUR_MS = 3_600_000;

export const rule = defineRule({
  id: 'backup/newest-too-old',
  title: 'The newest copy off the hosts is too old',
  severity: 'critical',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  needs: ['copies'],
  optional: ['copies.seen'],
  skipUnsupported: true,
  options: { maxAgeHours: numberOption(26), firstWithinHours: numberOption(0) },
  optionDocs: {
    maxAgeHours: 'Oldest data accepted in the newest set that holds the whole cluster, in hours',
    firstWithinHours: 'Time for the first set, from when an audit first looks for one, in hours',
  },
  why:
    'A copy off the hosts is all that is left after FLUSHALL, a bad migration or the loss of the machines. The job that ' +
    'makes them has probably stopped: what was written since the newest one could not be brought back.',
  fix: [
    'See what there is: `redis-auditor backup list --store PLACE`.',
    'Look whether the job that copies still runs, can log in, and still finds a fit replica of each shard: `redis-auditor backup copy URL --store PLACE --plan`.',
    'Copy now: `redis-auditor backup copy URL --store PLACE`.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits: `${readsTheStore} A set that lacks a shard, or that was found damaged, does not count.`,
  check({ fact, maybePrevious, options }) {
    const copies = fact('copies');
    const { maxAgeHours, firstWithinHours } = options;
    const newest = newestUsable(copies);
    const { firstSet, since } = extendSeen(maybePrevious('copies.seen'), copies);
    const firstDue = Date.parse(since) + firstWithinHours * HOUR_MS;
    if (firstSet === null && Date.parse(copies.readAt) < firstDue)
      return unknown(
        `there is no set in ${copies.location} yet: the first one has time until ${utcTime(new Date(firstDue).toISOString())}`,
      );
    if (newest === undefined) return withoutUsable(copies, maxAgeHours);
    const from = takenBetween(copiesOf(newest, [[0, SLOT_COUNT - 1]]))?.first ?? begunAt(newest.set);
    const age = hoursUntil(from, copies.readAt);
    const evidence = { set: newest.set, ageHours: age, maxAgeHours, store: copies.location };
    return Date.parse(copies.readAt) - from > maxAgeHours * HOUR_MS
      ? fail(`the newest usable set, of ${setTime(newest.set)}, is ${age} h old, more than ${maxAgeHours} h`, evidence)
      : pass(evidence);
  },
});

/** None of those that were opened is usable; an older one is at least as old as they are. */
function withoutUsable(copies: CopiesReading, maxAgeHours: number): Verdict {
  const { sets, unfinished, newest, location, readAt } = copies;
  const evidence = { sets, unfinished, maxAgeHours, store: location };
  if (unopened(copies) === 0)
    return fail(sets === 0 ? `there is no set in ${location}` : `none of the ${sets} sets there is usable`, evidence);
  const oldest = newest.at(-1);
  const age = oldest === undefined ? 0 : hoursUntil(begunAt(oldest.set), readAt);
  return age > maxAgeHours
    ? fail(`none of the newest ${newest.length} sets is usable, and the others are more than ${age} h old`, evidence)
    : unknown(`none of the newest ${newest.length} sets is usable, and older ones were not opened`, evidence);
}
