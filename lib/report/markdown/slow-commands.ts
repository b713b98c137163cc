import { generalRemark } from '../../core/explain/explain.ts';
import type { AuditResult } from '../../core/result.ts';
import { markdownCellCode, markdownProse, markdownTable, markdownText } from '../escape-markdown.ts';
import { kindWords, type SlowGroup, slowGroupsOf } from '../outline/slow-commands.ts';
import { duration, list } from '../words.ts';

const MOST_NAMES = 6;

/** A table of the shapes, then what each command is. */
export function slowCommandSection(result: AuditResult): readonly string[] {
  const groups = slowGroupsOf(result);
  if (groups.length === 0) return [];
  const head = ['Command', 'Count', 'Longest', 'Total', 'Nodes', 'Sent by'];
  const rows = groups.flatMap(({ shapes }) =>
    shapes.map((slow) => [
      markdownCellCode(slow.shape),
      String(slow.count),
      duration(slow.longestUs / 1000),
      duration(slow.totalUs / 1000),
      names(slow.nodes),
      names(slow.clients),
    ]),
  );
  return ['### Slow commands', '', ...markdownTable(head, rows), '', generalRemark, ...groups.flatMap(explanation)];
}

function explanation({ name, kind, explanation: { what, why, todo, answer } }: SlowGroup): readonly string[] {
  const head = ['', `**${markdownText(name)}** (${markdownText(kindWords(kind))})`, ''];
  if (answer !== undefined) return [...head, markdownProse(answer)];
  return [
    ...head,
    `- What: ${markdownProse(what)}`,
    `- Why slow: ${markdownProse(why)}`,
    `- Do: ${markdownProse(todo)}`,
  ];
}

function names(all: readonly string[]): string {
  return markdownText(list(all, Math.min(all.length, MOST_NAMES)));
}
