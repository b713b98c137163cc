import type { AuditResult } from '../../core/result.ts';
import { indent, table, wrap } from '../layout.ts';
import { lossLinesOf, lossTitle, rpoPointer } from '../outline/loss.ts';
import { count } from '../words.ts';
import type { Page } from './page.ts';

/** Shards in the table before only the worst are shown. */
const MOST_SHARDS = 24;

/** Of each shard the failure that would take most; why a shard is worse than declared stands below. */
export function losses({ loss }: AuditResult, page: Page): readonly string[] {
  if (loss === undefined) return [];
  if (loss.skipped !== undefined) return [...page.heading(lossTitle), ...page.inner.plain(`Skipped: ${loss.skipped}.`)];
  const { shown, left } = lossLinesOf(loss, MOST_SHARDS);
  if (shown.length === 0) return [];
  const rows = shown.map(({ shard, primary, most, failure }) => [shard, primary, most, failure]);
  const verdicts = [...Map.groupBy(shown, ({ verdict }) => verdict)].map(
    ([verdict, alike]) =>
      `${alike.length === shown.length ? 'all' : alike.map(({ shard }) => shard).join(', ')}: ${verdict}`,
  );
  return [
    ...page.heading(lossTitle),
    ...indent(table([['shard', 'primary', 'most', 'in case of'], ...rows], ['right', 'left', 'right', 'left']), 2),
    ...(left === 0 ? [] : page.inner.plain(`and ${count(left, 'shard')} that are no worse`)),
    ...verdicts.flatMap((verdict) => indent(wrap(verdict, page.width - 2), 2)),
    ...page.inner.plain(rpoPointer),
  ];
}
