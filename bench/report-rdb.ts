import type { Timing } from './measure.ts';
import type { RdbCosts, RdbFileCost } from './rdb.ts';
import { table } from './table.ts';
import { judgeRdb } from './targets.ts';

/** Megabytes of data in a second. */
function rate(megabytes: number, { medianMs }: Timing): number {
  return megabytes / (medianMs / 1000);
}

export function rdbTables(costs: RdbCosts): string {
  const { date, command, machine, files, transfer, copy } = costs;
  return [
    `Measured on ${date} with \`${command}\`: ${machine.join(', ')}. Megabytes a second; in parentheses as a share of the servers' own tool.`,
    '',
    table(['File', 'Size', 'Keys', 'Level 1', 'Level 2', 'Level 2 and SHA-256', 'redis-check-rdb'], files.map(fileRow)),
    '',
    table(
      ['Transfer into a file', 'Level 2', 'Level 2 and SHA-256', 'redis-cli --rdb'],
      [
        [
          megabytes(transfer.megabytes),
          share(transfer.megabytes, transfer.walked, transfer.client),
          share(transfer.megabytes, transfer.hashed, transfer.client),
          rate(transfer.megabytes, transfer.client).toFixed(0),
        ],
      ],
    ),
    '',
    table(
      ['A whole `backup copy`', 'All of it', 'Peak memory', 'redis-cli --rdb'],
      [
        [
          megabytes(copy.megabytes),
          share(copy.megabytes, copy.copy, copy.client),
          megabytes(copy.peakMegabytes),
          rate(copy.megabytes, copy.client).toFixed(0),
        ],
      ],
    ),
    '',
    targets(costs),
  ].join('\n');
}

function fileRow({ what, megabytes: size, keys, frame, walk, walkWithHash, checker }: RdbFileCost): readonly string[] {
  const own = [frame, walk, walkWithHash].map((timing) => share(size, timing, checker));
  return [what, megabytes(size), String(keys), ...own, rate(size, checker).toFixed(0)];
}

function share(size: number, own: Timing, theirs: Timing): string {
  return `${rate(size, own).toFixed(0)} (${(theirs.medianMs / own.medianMs).toFixed(2)})`;
}

function targets(costs: RdbCosts): string {
  const rows = judgeRdb(costs).map(({ what, target, measured, reached }) => [
    what,
    target,
    measured,
    reached === true ? 'yes' : '**no**',
  ]);
  return table(['What', 'Target', 'Measured', 'Reached'], rows);
}

function megabytes(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} MB`;
}
