import type { Digest, SlowDigestShape } from '../../core/digest/digest.ts';
import { COUNT_FROM_MS } from '../../core/slow-entries.ts';
import { count, list } from '../words.ts';
import type { Cell, Section } from './outline.ts';
import { microsecondsWords, notLooked, wasLookedAt } from './words.ts';

/** The command shapes that took the most time. */
export function slowSection(digest: Digest): Section {
  const { entries, shapes, manyShapes, lost } = digest.slowCommands;
  const head = { id: 'slow' } as const;
  const gone =
    lost.entries === 0
      ? []
      : [
          `${count(lost.entries, 'entry', 'entries')} of the slow logs were gone before they were read, on ${list(lost.nodes)}.`,
        ];
  const tone = lost.entries === 0 ? {} : { tone: 'warning' as const };
  if (entries === 0) {
    const none = `No command took ${COUNT_FROM_MS} ms or longer.`;
    const notes = [wasLookedAt(digest, ['slowlog', 'full']) ? none : notLooked, ...gone];
    return { ...head, notes, tables: [], ...tone };
  }
  const sum = `${count(entries, 'command')} of ${manyShapes ? 'at least ' : ''}${count(shapes.all, 'shape')} took ${COUNT_FROM_MS} ms or longer.`;
  const columns = [
    { title: 'Command' },
    { title: 'Times', align: 'right' as const },
    { title: 'Longest', align: 'right' as const },
    { title: 'In all', align: 'right' as const },
    { title: 'Nodes' },
  ];
  const rows = shapes.shown.map(shapeRow);
  const leftOut = shapes.all - shapes.shown.length;
  return {
    ...head,
    notes: [sum, ...gone],
    tables: [{ caption: 'The slowest shapes of commands', columns, rows, leftOut }],
    ...tone,
  };
}

function shapeRow({ shape, count: times, longestUs, totalUs, nodes }: SlowDigestShape): readonly Cell[] {
  return [
    { text: shape, code: true },
    { text: String(times) },
    { text: microsecondsWords(longestUs) },
    { text: microsecondsWords(totalUs) },
    { text: nodes.join(', '), code: true },
  ];
}
