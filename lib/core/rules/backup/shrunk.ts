import type { CopiesReading, CopyDigest } from '../../backup/copies.ts';
import { readsTheStore, setTime } from '../../backup/copies-words.ts';
import { formatBytes } from '../../byte-size.ts';
import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { formatSlotRanges, type SlotRange } from '../../slots.ts';

export const rule = defineRule({
  id: 'backup/shrunk',
  title: 'A copy is much smaller than the one before',
  severity: 'warning',
  scope: 'shard',
  providers: ['self-managed', 'elasticache'],
  needs: ['copies'],
  skipUnsupported: true,
  options: { failBelowShare: numberOption(0.5, { max: 1 }) },
  optionDocs: { failBelowShare: 'Size of a copy as a share of the one before, below which it fails, 0 to 1' },
  why:
    'The RDB has lost much of its size while the number of keys stayed: values were emptied or overwritten, by a mistake in ' +
    'an application or a migration. Older sets still have them, until they are deleted.',
  fix: [
    'Keep the older sets: copy without `--keep` and `--keep-days` until it is clear.',
    'Ask whoever writes to the cluster what changed between the two copies.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits: `${readsTheStore} It compares the newest two copies of a shard that has kept its slots.`,
  check({ fact, shard, options: { failBelowShare } }) {
    const [now, before] = lastTwo(fact('copies'), shard.slots);
    if (now === undefined || before === undefined) return skip('there are no two copies of it with the same slots');
    const share = ratio(now.bytes, before.bytes);
    const keyShare = ratio(now.keys, before.keys);
    const evidence = {
      set: now.set,
      bytes: now.bytes,
      keys: now.keys,
      before: { set: before.set, bytes: before.bytes, keys: before.keys },
      failBelowShare,
    };
    if (share === null || share >= failBelowShare) return pass(evidence);
    if (keyShare === null) return unknown('it has shrunk, and how many keys it had is not known', evidence);
    if (keyShare < failBelowShare) return pass(evidence);
    const sizes = `${formatBytes(now.bytes ?? 0)} after ${formatBytes(before.bytes ?? 0)}`;
    const keys = `${now.keys} keys after ${before.keys}`;
    return fail(`the copy of ${setTime(now.set)} has ${sizes}, but ${keys}`, evidence);
  },
});

type Sized = Pick<CopyDigest, 'bytes' | 'keys'> & { readonly set: string };

/** The newest two whole copies of exactly these slots. */
function lastTwo({ newest }: CopiesReading, slots: readonly SlotRange[]): readonly Sized[] {
  return newest
    .flatMap(({ set, copies }) =>
      copies
        .filter((copy) => copy.whole && formatSlotRanges(copy.slots) === formatSlotRanges(slots))
        .map(({ bytes, keys }) => ({ set, bytes, keys })),
    )
    .slice(0, 2);
}

function ratio(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : now / before;
}
