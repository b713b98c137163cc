import type { Sections } from './fill-in.ts';
import type { PageCosts } from './page.ts';
import { ms, table } from './table.ts';
import type { Judgement } from './targets.ts';

const MOST_MS = 1500;
const MOST_BYTES = 5e6;

/** Holds the first view, and the size of the file, against their targets. */
export function judgePage({ days, emptyCacheMs, begunMs, laterMs, exportBytes }: PageCosts): readonly Judgement[] {
  const view = (what: string, took: number): Judgement => ({
    what: `first view of ${days} days, ${what}`,
    target: `below ${MOST_MS / 1000} s`,
    measured: ms(took),
    reached: took < MOST_MS,
  });
  return [
    view('server just begun, nothing in the cache', emptyCacheMs),
    view('server just begun, cache filled', begunMs),
    view('server that was asked before', laterMs),
    {
      what: `export of ${days} days, one file`,
      target: `below ${MOST_BYTES / 1e6} MB`,
      measured: `${(exportBytes / 1e6).toFixed(1)} MB`,
      reached: exportBytes < MOST_BYTES,
    },
  ];
}

export function pageSections(costs: PageCosts): Sections {
  const { date, command, machine, audits, days, exportMs, wholeMs } = costs;
  const rows = judgePage(costs).map(({ what, target, measured, reached }) => [
    what,
    target,
    measured,
    reached === true ? 'yes' : '**no**',
  ]);
  const intro = `Measured on ${date} with \`${command}\`: ${machine.join(', ')}. ${audits} audits of twelve nodes in ${days} days. With nothing in the cache the details of all other views were there after ${ms(wholeMs)}. Writing the file took ${ms(exportMs)}.`;
  return { page: [intro, '', table(['What', 'Target', 'Measured', 'Reached'], rows)].join('\n') };
}
