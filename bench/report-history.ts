import type { Sections } from './fill-in.ts';
import type { HistoryCosts } from './history.ts';
import { ms, table } from './table.ts';
import type { Judgement } from './targets.ts';

const MOST_MEGABYTES = 500;

/** Days → the longest that a question about so many may take. */
const mostMs: Readonly<Record<number, number>> = { 30: 1000, 365: 5000 };

/** Holds each question against its target, the first time and later. */
export function judgeHistory({ costs }: HistoryCosts): readonly Judgement[] {
  return costs.flatMap(({ question, days, form, coldMs, warmMs, megabytes }) => {
    const what = `${question}, ${days} days, ${form} objects`;
    const most = mostMs[days] ?? 1000;
    const timed = (name: string, took: number): Judgement => ({
      what: `${what}: ${name}`,
      target: `below ${most / 1000} s`,
      measured: ms(took),
      reached: took < most,
    });
    return [
      timed('first time', coldMs),
      timed('later', warmMs),
      {
        what: `${what}: peak memory`,
        target: `below ${MOST_MEGABYTES} MB`,
        measured: `${megabytes.toFixed(0)} MB`,
        reached: megabytes < MOST_MEGABYTES,
      },
    ];
  });
}

export function historySections(costs: HistoryCosts): Sections {
  const { date, command, machine, runs, madeMs } = costs;
  const rows = judgeHistory(costs).map(({ what, target, measured, reached }) => [
    what,
    target,
    measured,
    reached === true ? 'yes' : '**no**',
  ]);
  const intro = `Measured on ${date} with \`${command}\`: ${machine.join(', ')}. ${runs} audits of twelve nodes, made in ${(madeMs / 1000).toFixed(0)} s.`;
  return { history: [intro, '', table(['Question', 'Target', 'Measured', 'Reached'], rows)].join('\n') };
}
