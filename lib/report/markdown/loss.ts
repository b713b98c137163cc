import type { AuditResult } from '../../core/result.ts';
import { markdownProse, markdownTable, markdownText } from '../escape-markdown.ts';
import { lossLinesOf, lossTitle, rpoPointer } from '../outline/loss.ts';
import { count } from '../words.ts';

const MOST_SHARDS = 50;

/** Of each shard the failure that would take most. */
export function lossSection({ loss }: AuditResult): readonly string[] {
  if (loss === undefined) return [];
  if (loss.skipped !== undefined) return [`### ${lossTitle}`, '', markdownProse(`Skipped: ${loss.skipped}.`)];
  const { shown, left } = lossLinesOf(loss, MOST_SHARDS);
  if (shown.length === 0) return [];
  const rows = shown.map(({ shard, primary, most, failure, verdict }) =>
    [shard, primary, most, failure, verdict].map(markdownText),
  );
  const more = left === 0 ? '' : `And ${count(left, 'shard')} that are no worse. `;
  return [
    `### ${lossTitle}`,
    '',
    ...markdownTable(['Shard', 'Primary', 'Most', 'In case of', 'Policy'], rows),
    '',
    markdownProse(more + rpoPointer),
  ];
}
