import { type Command, Option } from 'commander';
import { type Chosen, presetOption } from './catalogue.ts';
import { type Door, examples } from './command.ts';
import { withConnectionOptions } from './connection-options.ts';
import type { ConnectionOptions } from './connection-settings.ts';

/** `rpo` as it was asked for. */
export interface RpoOptions extends ConnectionOptions, Pick<Chosen, 'preset'> {
  /** Path of a configuration file. */
  readonly config?: string;
  /** Where audits keep theirs: the last one takes the place of the first visit. */
  readonly store?: string;
  /** A single visit, without rates. */
  readonly once?: boolean;
  /** Longest silence accepted of a node, milliseconds. */
  readonly timeoutMs?: number;
  readonly format: 'text' | 'json';
}

export function addRpoCommand(program: Command, door: Door): void {
  const command = program
    .command('rpo')
    .summary('say how many seconds of writes each failure would take')
    .description(
      'Says for each shard how many seconds of acknowledged writes each way of failing would take at most, where that ' +
        'number comes from and how certain it is. It visits every node twice, 3 s apart, as rates need two readings.',
    )
    .argument('[url...]', 'redis://[user[:password]@]host:port or rediss://, one or more nodes of one cluster')
    .option('--config <file>', 'policy and connection settings (see `config schema`)')
    .addOption(presetOption())
    .option(
      '--store <place>',
      'where audits and copies are kept: the last audit takes the place of the first visit, sets of RDBs are counted',
    )
    .option('--once', 'one visit only: what needs a rate is a lower bound then')
    .addOption(new Option('--format <format>', 'how to report').choices(['text', 'json']).default('text'));
  withConnectionOptions(command)
    .addHelpText(
      'after',
      `${examples('rpo redis://10.0.0.1:6379', 'rpo 127.0.0.1:7001 --config cluster.yaml --format json')}\n` +
        'Exit code: 0 within policy.maxLossSeconds, 1 a shard is worse, 2 it cannot tell.\n',
    )
    .action(
      door.does(async (urls: readonly string[], given: RpoOptions & { readonly timeout?: number }) => {
        const { timeout, ...options } = given;
        const { rpoCommand } = await import('./rpo/rpo.ts');
        return rpoCommand(urls, { ...options, ...(timeout === undefined ? {} : { timeoutMs: timeout }) }, door.io);
      }),
    );
}
