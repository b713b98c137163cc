import { readsTheStore, setTime } from '../../backup/copies-words.ts';
import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule } from '../../rule.ts';
import { formatSlotRanges } from '../../slots.ts';

export const rule = defineRule({
  id: 'backup/shard-missing',
  title: 'The newest set of copies is not the whole cluster',
  severity: 'critical',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache'],
  needs: ['copies'],
  skipUnsupported: true,
  why:
    'The last run left a set from which the cluster cannot be restored: a shard is missing, slots belong to no RDB, or ' +
    'slots were moved while it ran. Until a run is complete, only an older set is left.',
  fix: [
    'The message says what is missing; `redis-auditor backup copy URL --store PLACE --plan` says which replica would be copied, and what speaks against the others.',
    'Mend that (a shard without a replica, a link that is down, a right that the user lacks), and copy again.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/'],
  limits: `${readsTheStore} A run that was interrupted leaves no manifest and is not judged: backup/last-run-failed tells of it.`,
  check({ fact }) {
    const { newest, location } = fact('copies');
    const [set] = newest;
    if (set === undefined) return skip('there is no set yet: backup/newest-too-old says so');
    const missing = formatSlotRanges(set.missingSlots);
    const evidence = { set: set.set, missingSlots: missing, problems: set.problems, store: location };
    if (set.state === 'unreadable')
      return unknown(`the newest set cannot be judged: ${set.problems[0] ?? ''}`, evidence);
    if (missing === '' && set.state === 'complete') return pass(evidence);
    const what = missing === '' ? 'is not whole' : `has no RDB of slots ${missing}`;
    const why = set.problems[0] === undefined ? '' : `: ${set.problems[0]}`;
    return fail(`the newest set, of ${setTime(set.set)}, ${what}${why}`, evidence);
  },
});
