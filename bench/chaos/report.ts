import type { Sections } from '../fill-in.ts';
import { table } from '../table.ts';
import type { Judgement } from '../targets.ts';
import { type ChaosCell, type ChaosResults, summarise } from './chaos.ts';

/** The table of docs/durability.md. */
export function chaosSections({ command, date, machine, cells }: ChaosResults): Sections {
  const all = cells.map(summarise);
  const total = (of: (each: ReturnType<typeof summarise>) => number): number =>
    all.reduce((sum, each) => sum + of(each), 0);
  const head = ['Fault', 'appendfsync', 'Rounds', 'Predicted', 'Seen, worst', 'Seen, median', 'Lost, of acknowledged'];
  const summary =
    `${total(({ rounds }) => rounds)} rounds, ${total(({ acknowledged }) => acknowledged)} acknowledged writes, ` +
    `${total(({ lostRecords }) => lostRecords)} of them lost; reality was worse than predicted in ` +
    `${total(({ worse }) => worse)} rounds. Measured on ${date} with \`${command}\`: ${machine.join(', ')}.`;
  return { chaos: [table(head, cells.map(row)), '', summary].join('\n') };
}

function row(cell: ChaosCell): readonly string[] {
  const { rounds, predicted, seenWorst, seenMedian, acknowledged, lostRecords } = summarise(cell);
  return [
    cell.scenario,
    cell.fsync === 'off' ? 'no AOF' : cell.fsync,
    String(rounds),
    span(predicted),
    seconds(seenWorst),
    seconds(seenMedian),
    `${lostRecords} of ${acknowledged}`,
  ];
}

function span([least, most]: readonly [number, number]): string {
  if (most === Number.POSITIVE_INFINITY) return 'everything';
  return least.toFixed(1) === most.toFixed(1) ? seconds(most) : `${least.toFixed(1)} to ${most.toFixed(1)} s`;
}

/** A loss of some milliseconds is not none. */
function seconds(value: number): string {
  if (value === 0) return '0';
  return value < 0.05 ? 'below 0.1 s' : `${Math.round(value * 10) / 10} s`;
}

export function judgeChaos({ cells }: Pick<ChaosResults, 'cells'>): readonly Judgement[] {
  return cells.map((cell) => {
    const { rounds, worse, seenWorst, predicted } = summarise(cell);
    return {
      what: `${cell.scenario}, appendfsync ${cell.fsync}: ${worse} of ${rounds} rounds`,
      target: `no worse than predicted, ${span(predicted)}`,
      measured: seconds(seenWorst),
      reached: worse === 0,
    };
  });
}
