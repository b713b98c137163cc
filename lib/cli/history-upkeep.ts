import { type Command, Option } from 'commander';
import { type Door, examples } from './command.ts';
import { parseAge } from './duration.ts';
import type { CompactOptions } from './history/compact.ts';
import type { PruneOptions } from './history/prune.ts';
import { MONTH, STORE_FLAGS, STORE_MEANING } from './history-options.ts';
import { exitCodes } from './io.ts';

/** What keeps a history small, below the command `history`. */
export function addUpkeepCommands(history: Command, { io, does }: Door): void {
  history
    .command('compact')
    .summary('join the small objects of finished days')
    .description(
      'Joins the small objects of each day that has ended for a day into one for each kind, and deletes them once the ' +
        'joined one was read back and compared. Everything can be read as before.',
    )
    .requiredOption(STORE_FLAGS, STORE_MEANING)
    .option('--cluster <id>', 'which cluster, if there are several')
    .addOption(
      new Option('--since <time>', 'how far to look back (7d, 400d)')
        .argParser(parseAge)
        .default(MONTH.ms, MONTH.words),
    )
    .addHelpText('after', examples('history compact --store audit-history --since 400d'))
    .action(
      does(async (options: CompactOptions) => {
        const { compactHistory } = await import('./history/compact.ts');
        await compactHistory(options, io);
        return exitCodes.fine;
      }),
    );
  history
    .command('prune')
    .summary('delete what is older than a time from a directory')
    .description(
      'Lists what a directory holds about days that ended so long ago, and deletes it with --apply. State, backups and ' +
        'what no auditor has written always stay. Of a bucket the lifecycle does this.',
    )
    .requiredOption('--store <directory>', 'where audits are kept')
    .addOption(
      new Option('--older-than <time>', 'what goes: days that ended before then (90d, 400d)')
        .argParser(parseAge)
        .makeOptionMandatory(),
    )
    .option('--apply', 'delete it', false)
    .addHelpText('after', examples('history prune --store audit-history --older-than 400d'))
    .action(
      does(async (options: PruneOptions) => {
        const { pruneHistory } = await import('./history/prune.ts');
        await pruneHistory(options, io);
        return exitCodes.fine;
      }),
    );
}
