import { hoursUntil, readsTheStore, setTime } from '../../backup/copies-words.ts';
import { begunAt } from '../../backup/set-keys.ts';
import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

const HOUR_MS = 3_600_000;

export const rule = defineRule({
  id: 'backup/last-run-failed',
  title: 'The last run of copies was broken off',
  severity: 'critical',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  needs: ['copies'],
  skipUnsupported: true,
  options: { graceHours: numberOption(2) },
  optionDocs: { graceHours: 'Longest time from the begin of a run to its manifest, in hours' },
  why:
    'The last run began a set and came to no end: it was killed, its host went down, or the store took nothing more. What ' +
    'it left cannot be restored, and nobody was told by the run itself. The next one may end the same way.',
  fix: [
    'See what it left: `redis-auditor backup list --store PLACE`.',
    'Look into the log of the job that copies, and whether its host, its memory and its time suffice.',
    'Copy now: `redis-auditor backup copy URL --store PLACE`. A set that was broken off goes with a later complete one.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits: `${readsTheStore} A run that ended and left a set that is not whole is told by backup/shard-missing, one that never began by backup/newest-too-old.`,
  check({ fact, options: { graceHours } }) {
    const { newest, newestUnfinished, readAt, location } = fact('copies');
    const made = newest[0]?.set ?? null;
    const evidence = { newestSet: made, newestUnfinished, graceHours, store: location };
    if (newestUnfinished === null || newestUnfinished < (made ?? ''))
      return made === null ? skip('there was no run yet') : pass(evidence);
    const when = setTime(newestUnfinished);
    const hours = hoursUntil(begunAt(newestUnfinished), readAt);
    return Date.parse(readAt) - begunAt(newestUnfinished) > graceHours * HOUR_MS
      ? fail(`the run of ${when} has left no manifest in ${hours} h, more than ${graceHours} h`, evidence)
      : unknown(`the run of ${when} may still go on`, evidence);
  },
});
