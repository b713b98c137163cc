import { type Command, Option } from 'commander';
import { periodKinds } from '../core/digest/period.ts';
import { type Door, examples } from './command.ts';
import type { DigestOptions } from './digest/digest.ts';
import { digestFormats } from './digest/formats.ts';
import { exitCodes } from './io.ts';

export function addDigestCommand(program: Command, { io, does }: Door): void {
  program
    .command('digest')
    .summary('sum up a day or a week of audits')
    .description(
      'Sums up what audits have stored: what began and ended, what fires still and what is silenced, the slowest ' +
        'commands, persistence and data-loss window of each shard, what was changed, and how well the audits have looked.',
    )
    .requiredOption('--store <place>', 'where audits are kept: a directory, or s3://BUCKET')
    .option('--cluster <id>', 'which cluster, if there are several')
    .addOption(new Option('--period <period>', 'how much of it').choices(periodKinds).default('week'))
    .option('--to <time>', 'its end: 2026-03-08 for the beginning of that day, or 2026-03-08T08:00Z (default: now)')
    .addOption(new Option('--format <format>', 'how to print it').choices(digestFormats).default('text'))
    .addHelpText(
      'after',
      examples('digest --store audit-history', 'digest --store s3://BUCKET --cluster shop --format html > week.html'),
    )
    .action(
      does(async (options: DigestOptions) => {
        const { showDigest } = await import('./digest/digest.ts');
        await showDigest(options, io);
        return exitCodes.fine;
      }),
    );
}
