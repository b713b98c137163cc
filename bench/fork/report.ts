import type { Sections } from '../fill-in.ts';
import { median } from '../measure.ts';
import { ms, table } from '../table.ts';
import type { ForkPhase, ForkResults } from './fork.ts';

/** The demonstration of docs/durability.md: the median of the rounds, and the worst maximum. */
export function forkSections({ command, date, machine, usedMegabytes, phases }: ForkResults): Sections {
  const rows = [...Map.groupBy(phases, ({ name }) => name)].map(([name, each]) => row(name, each));
  const head = ['Meanwhile', 'Rounds', 'p50', 'p99', 'Longest', 'Fork', 'Save', 'Copied'];
  const note =
    `One client of the primary, whose data set takes ${(usedMegabytes / 1024).toFixed(2)} GiB. Medians of the rounds, and ` +
    `the longest reply of all. Measured on ${date} with \`${command}\`: ${machine.join(', ')}.`;
  return { fork: [table(head, rows), '', note].join('\n') };
}

function row(name: string, phases: readonly ForkPhase[]): readonly string[] {
  const middle = (of: (phase: ForkPhase) => number): number => median(phases.map(of));
  const saves = phases.flatMap(({ save }) => save ?? []);
  const ofSaves = (of: (save: (typeof saves)[number]) => number): number => median(saves.map(of));
  return [
    name,
    String(phases.length),
    ms(middle(({ client }) => client.p50Us) / 1000),
    ms(middle(({ client }) => client.p99Us) / 1000),
    ms(Math.max(...phases.map(({ client }) => client.maxUs)) / 1000),
    ...(saves.length === 0
      ? ['-', '-', '-']
      : [
          ms(ofSaves(({ forkMs }) => forkMs)),
          `${ofSaves(({ seconds }) => seconds).toFixed(1)} s`,
          `${ofSaves(({ copiedMegabytes }) => copiedMegabytes).toFixed(0)} MiB`,
        ]),
  ];
}
