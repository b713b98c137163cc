import { extendSeen } from '../../backup/copies.ts';
import { daysUntil, readsTheStore, setTime } from '../../backup/copies-words.ts';
import { begunAt } from '../../backup/set-keys.ts';
import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { DAY_MS } from '../../time-span.ts';

export const rule = defineRule({
  id: 'backup/retention-too-short',
  title: 'Copies are deleted too soon',
  severity: 'info',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  needs: ['copies'],
  optional: ['copies.seen'],
  skipUnsupported: true,
  options: { failBelowDays: numberOption(7) },
  optionDocs: { failBelowDays: 'Days for which sets have to be kept' },
  why:
    'A mistake that is noticed after a weekend is in every copy that is younger than it. With all older ones deleted there ' +
    'is nothing to go back to.',
  fix: [
    'Keep them longer: `redis-auditor backup copy URL --store PLACE --keep-days 30`.',
    'Look whether a lifecycle rule of the bucket, or somebody, deletes below `backups/`.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits:
    `${readsTheStore} How long sets are kept is told by those that are there: while the oldest is too young, it fails only ` +
    'where an audit has seen one before it that is gone, and is unknown else. It does not see holes between them.',
  check({ fact, maybePrevious, options: { failBelowDays } }) {
    const copies = fact('copies');
    const { oldest, readAt, sets } = copies;
    if (oldest === null) return skip('there is no set yet');
    const days = daysUntil(begunAt(oldest), readAt);
    const first = extendSeen(maybePrevious('copies.seen'), copies).firstSet ?? oldest;
    const evidence = { oldestSet: oldest, oldestDays: days, sets, firstSeen: first, failBelowDays };
    if (Date.parse(readAt) - begunAt(oldest) >= failBelowDays * DAY_MS) return pass(evidence);
    if (first < oldest)
      return fail(
        `the oldest of ${sets} sets is ${days} days old, and the one of ${setTime(first)} is gone; ${failBelowDays} days are wanted`,
        evidence,
      );
    return unknown(`the oldest set is ${days} days old, and none was seen to be deleted: time will tell`, evidence);
  },
});
