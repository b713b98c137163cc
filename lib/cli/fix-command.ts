import { type Command, Option } from 'commander';
import { RULES_FLAG, RULES_MEANING } from './catalogue.ts';
import { type Door, examples } from './command.ts';
import { withConnectionOptions } from './connection-options.ts';
import type { FixOptions } from './fix/fix.ts';

export function addFixCommand(program: Command, door: Door): void {
  const command = program
    .command('fix')
    .summary('show what ends the findings, and do it where that is safe')
    .description(
      'Audits the cluster and prints for each node the settings that end its findings. With --apply it changes them, ' +
        'one node after the other, with the login of the URL, after you have typed the id of the cluster; then it audits ' +
        'again. Only settings are changed that take effect at once, hold no client up and lose no data; everything else ' +
        'is printed for you to do, with the reason.',
    )
    .argument('[url...]', 'redis://[user[:password]@]host:port or rediss://, one or more nodes of one cluster')
    .option('--config <file>', 'policy, rules and connection settings (see `config schema`)')
    .option(RULES_FLAG, RULES_MEANING)
    .option('--rule <id...>', 'only these rules')
    .option('--node <address...>', 'only these nodes, by their announced host:port')
    .option('--apply', 'change the settings')
    .option('--confirm <cluster>', 'the id of the cluster, where nobody is there to type it')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'));
  withConnectionOptions(command)
    .addHelpText(
      'after',
      `${examples('fix redis://10.0.0.1:6379', 'fix redis://admin@10.0.0.1:6379 --rule latency/monitor-off --apply')}\n` +
        'Exit code: 0 nothing is left to do, 1 something is, 2 it could not do its work.\n',
    )
    .action(
      door.does(async (urls: readonly string[], given: FixOptions & { readonly timeout?: number }) => {
        const { timeout, ...options } = given;
        const { fixCommand } = await import('./fix/fix.ts');
        return fixCommand(urls, { ...options, ...(timeout === undefined ? {} : { timeoutMs: timeout }) }, door.io);
      }),
    );
}
