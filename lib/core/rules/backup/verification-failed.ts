import type { CopiesReading } from '../../backup/copies.ts';
import { readsTheStore, setWords } from '../../backup/copies-words.ts';
import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule } from '../../rule.ts';
import type { SlotRange } from '../../slots.ts';

export const rule = defineRule({
  id: 'backup/verification-failed',
  title: 'A kept copy is damaged',
  severity: 'critical',
  scope: 'shard',
  providers: ['self-managed'],
  needs: ['copies'],
  skipUnsupported: true,
  why:
    'The RDB of this shard is in the store, and is not what was copied: bytes have changed, or it is gone. Whoever relies ' +
    'on it finds out when nothing else is left.',
  fix: [
    'Make sure that there is a good one: `redis-auditor backup copy URL --store PLACE`, then `redis-auditor backup verify --store PLACE`.',
    'Find out what damaged it: a disk, somebody who writes there, or memory of the machine that copied.',
    'Delete the damaged set by hand, or let `redis-auditor backup copy --keep` do it when newer ones are complete.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits:
    `${readsTheStore} It knows what \`redis-auditor backup verify\` and \`drill\` have noted beside the sets, and reads no RDB ` +
    'itself: without regular verifications nothing is noticed.',
  check({ fact, shard }) {
    const copies = fact('copies');
    if (copies.sets === 0) return skip('there is no set yet: backup/newest-too-old says so');
    const [first, ...others] = damagesOf(copies, shard.slots);
    const unread = copies.doubtfulSets - copies.doubtful.length;
    if (first === undefined)
      return unread > 0 ? unknown(`${unread} more damaged sets were not opened`) : pass({ sets: copies.sets });
    const { set, how, at, problem } = first;
    const more = others.length === 0 ? '' : `; ${others.length} more like it`;
    const evidence = { set, foundBy: how, foundAt: at, problem, others: others.map((each) => each.set) };
    return fail(`in ${setWords(set)} (${set}) it is damaged: ${problem}${more}`, evidence);
  },
});

interface Damage {
  readonly set: string;
  readonly how: 'verify' | 'drill';
  readonly at: string;
  readonly problem: string;
}

/** The file goes by the first slot of the shard at that time; it belongs to the shard that owns this slot now. */
function damagesOf({ doubtful }: CopiesReading, slots: readonly SlotRange[]): readonly Damage[] {
  const isHere = (shard: string): boolean => slots.some(([from, to]) => Number(shard) >= from && Number(shard) <= to);
  return doubtful.flatMap(({ set, verified, drilled }) =>
    [
      { how: 'verify' as const, look: verified },
      { how: 'drill' as const, look: drilled },
    ].flatMap(({ how, look }) =>
      (look?.shards ?? [])
        .filter(({ shard, isWrong }) => isWrong && isHere(shard))
        .map(({ problem }): Damage => ({ set, how, at: look?.at ?? '', problem }))
        .slice(0, 1),
    ),
  );
}
