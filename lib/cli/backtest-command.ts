import { type Command, Option } from 'commander';
import type { BacktestOptions } from './backtest/backtest.ts';
import { presetOption, RULES_FLAG, RULES_MEANING } from './catalogue.ts';
import { type Door, examples } from './command.ts';
import { MONTH, STORE_FLAGS, STORE_MEANING, withRange } from './history-options.ts';
import { exitCodes } from './io.ts';

export function addBacktestCommand(program: Command, { io, does }: Door): void {
  withRange(program.command('backtest'), MONTH)
    .summary('judge stored audits once more, by other settings')
    .description(
      'Judges the facts of stored audits once more, by the configuration or environment file that is given and by --set, ' +
        'and compares the alerts that would have fired with those that did. Nobody is told, nothing is stored.',
    )
    .requiredOption(STORE_FLAGS, STORE_MEANING)
    .option('--cluster <id>', 'which cluster, if there are several')
    .option('--config <file>', 'a configuration file, an environment file, or the name of an environment')
    .option(RULES_FLAG, RULES_MEANING)
    .addOption(presetOption())
    .option('--set <setting...>', 'RULE.OPTION=VALUE, RULE.severity=…, RULE.failureThreshold=…, or RULE=off')
    .option('--only <rule...>', 'compare these rules alone, which is quicker')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      examples(
        'backtest --store audit-history --since 7d --set latency/round-trip-slow.failAboveMs=10',
        'backtest --store s3://BUCKET --cluster shop --config prod --since 90d',
        'backtest --store s3://BUCKET --only topology/node-unreachable --set topology/node-unreachable.failureThreshold=3',
      ),
    )
    .action(
      does(async (options: BacktestOptions) => {
        const { showBacktest } = await import('./backtest/backtest.ts');
        await showBacktest(options, io);
        return exitCodes.fine;
      }),
    );
}
