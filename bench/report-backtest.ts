import type { BacktestCosts } from './backtest.ts';
import type { Sections } from './fill-in.ts';
import { table } from './table.ts';
import type { Judgement } from './targets.ts';

const MOST_SECONDS = 20;
const MOST_MEGABYTES = 500;

/** Holds each backtest against its targets. */
export function judgeBacktest({ days, costs }: BacktestCosts): readonly Judgement[] {
  return costs.flatMap(({ what, audits, ms, megabytes }) => [
    {
      what: `${days} days, ${what} (${audits} audits)`,
      target: `below ${MOST_SECONDS} s`,
      measured: `${(ms / 1000).toFixed(1)} s`,
      reached: ms < MOST_SECONDS * 1000,
    },
    {
      what: `${days} days, ${what}: peak memory`,
      target: `below ${MOST_MEGABYTES} MB`,
      measured: `${megabytes.toFixed(0)} MB`,
      reached: megabytes < MOST_MEGABYTES,
    },
  ]);
}

export function backtestSections(costs: BacktestCosts): Sections {
  const { date, command, machine } = costs;
  const rows = judgeBacktest(costs).map(({ what, target, measured, reached }) => [
    what,
    target,
    measured,
    reached === true ? 'yes' : '**no**',
  ]);
  const intro = `Measured on ${date} with \`${command}\`: ${machine.join(', ')}.`;
  return { backtest: [intro, '', table(['Backtest', 'Target', 'Measured', 'Reached'], rows)].join('\n') };
}
