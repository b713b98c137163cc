import { type Command, Option } from 'commander';
import { type Door, examples } from './command.ts';
import { parseAge } from './duration.ts';
import type { AlertsOptions } from './history/alerts.ts';
import { addUpkeepCommands } from './history-upkeep.ts';
import { exitCodes } from './io.ts';

const WEEK_MS = 7 * 86_400_000;

export function addHistoryCommand(program: Command, { io, does }: Door): void {
  const command = program
    .command('history')
    .summary('look into what audits have stored')
    .description('Looks into what audits have stored with --store.')
    .addHelpText('after', examples('history alerts --store audit-history'));
  command
    .command('alerts')
    .summary('what became of alerts, and who was told')
    .description(
      'Lists every change of an alert with its reason, who was told and who did not take it, and why an alert was not ' +
        'told. Objects that cannot be read are named and passed over.',
    )
    .requiredOption('--store <place>', 'where audits are kept: a directory, or s3://BUCKET')
    .option('--cluster <id>', 'only this cluster')
    .addOption(
      new Option('--since <time>', 'how far to look back (12h, 7d, 90d)').argParser(parseAge).default(WEEK_MS, '7d'),
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      examples('history alerts --store audit-history', 'history alerts --store h --cluster shop --since 30d'),
    )
    .action(
      does(async (options: AlertsOptions) => {
        const { showAlerts } = await import('./history/alerts.ts');
        await showAlerts(options, io);
        return exitCodes.fine;
      }),
    );
  addUpkeepCommands(command, { io, does });
}
