import { generalRemark } from '../../core/explain/explain.ts';
import type { AuditResult, Explanation, SlowCommand } from '../../core/result.ts';
import { kindWords, type SlowGroup, slowGroupsOf } from '../outline/slow-commands.ts';
import { count, duration, list } from '../words.ts';
import type { Page } from './page.ts';

/** Commands explained before the rest is only counted, and shapes of one command. */
const MOST_COMMANDS = 12;
const MOST_SHAPES = 5;
const MOST_NAMES = 6;

/** New slow-log entries by command: how often, how long, where, from whom, and what it means. */
export function slowCommands(result: AuditResult, page: Page): readonly (readonly string[])[] {
  const groups = slowGroupsOf(result);
  if (groups.length === 0) return [];
  const entries = result.slowCommands.reduce((sum, slow) => sum + slow.count, 0);
  const title = `Slow commands: ${count(entries, 'new entry', 'new entries')} in the slow logs`;
  const left = groups.slice(MOST_COMMANDS);
  return [
    [...page.heading(title), ...page.inner.plain(generalRemark)],
    ...groups.slice(0, MOST_COMMANDS).map((group) => command(group, page.inner)),
    ...(left.length === 0
      ? []
      : [page.inner.plain(`${count(left.length, 'more command')}: ${list(left.map(({ name }) => name))}`)]),
  ];
}

function command({ name, kind, shapes, explanation }: SlowGroup, page: Page): readonly string[] {
  const shown = shapes.slice(0, MOST_SHAPES);
  const left = shapes.slice(MOST_SHAPES);
  return [
    ...page.heading(name, ` (${kindWords(kind)})`),
    ...shown.flatMap((shape) => shapeLines(shape, name, page)),
    ...(left.length === 0 ? [] : page.note('', `and ${count(left.length, 'more shape')}`)),
    ...explained(explanation, page),
  ];
}

/** The answer at length where there is one. */
function explained({ what, why, todo, answer }: Explanation, page: Page): readonly string[] {
  if (answer !== undefined) return page.note('about', answer);
  return [...page.note('what', what), ...page.note('why', why), ...page.note('do', todo)];
}

function shapeLines(slow: SlowCommand, name: string, page: Page): readonly string[] {
  const figures = `${count(slow.count, 'time')}, longest ${duration(slow.longestUs / 1000)}, ${duration(slow.totalUs / 1000)} in total`;
  const who = `${list(slow.nodes, Math.min(slow.nodes.length, MOST_NAMES))}${slow.clients.length === 0 ? '' : `, sent by ${list(slow.clients, Math.min(slow.clients.length, MOST_NAMES))}`}`;
  return [
    ...(slow.shape.toUpperCase() === name ? [] : page.lines('shape', [slow.shape])),
    ...page.note('seen', `${figures}; on ${who}`),
  ];
}
