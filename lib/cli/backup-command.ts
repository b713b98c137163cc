import { type Command, Option } from 'commander';
import type { SaveOptions } from './backup/save.ts';
import { addSetCommands } from './backup-sets-command.ts';
import { type Door, examples } from './command.ts';
import { withConnectionOptions } from './connection-options.ts';
import { parseDuration } from './duration.ts';

export function addBackupCommand(program: Command, door: Door): void {
  const command = program
    .command('backup')
    .summary('save datasets on replicas, and copy them away')
    .description(
      'Saves the dataset of every shard on one of its replicas, or copies it from there into a store; never from a primary.',
    )
    .addHelpText(
      'after',
      examples('backup save redis://10.0.0.1:6379 --plan', 'backup copy redis://10.0.0.1:6379 --store s3://BUCKET'),
    );
  addSave(command, door);
  addSetCommands(command, door);
}

/** Times as they are named on the command line. */
interface Times {
  readonly timeout?: number;
  readonly deadline: number;
  readonly wait?: number;
}

function addSave(command: Command, door: Door): void {
  const save = command
    .command('save')
    .summary('BGSAVE on one replica of each shard')
    .description(
      'Lets one replica of each shard save its RDB, one at a time on each host, and verifies that the save is new and ' +
        'whole. A primary is never asked: a shard without a fit replica is reported instead.',
    )
    .argument('[url...]', 'redis://[user[:password]@]host:port or rediss://, one or more nodes of one cluster')
    .option('--plan', 'show which replica would save and why, and send nothing that writes', false)
    .option('--config <file>', 'connection settings (see `config schema`)')
    .option('--store <place>', 'keep what became of it in a directory or s3://BUCKET')
    .addOption(new Option('--format <format>', 'how to report').choices(['text', 'json']).default('text'))
    .addOption(
      new Option('--deadline <time>', 'end after this time, whatever still saves')
        .argParser(parseDuration)
        .default(3_600_000, '1h'),
    )
    .option('--wait <time>', 'wait so long for a replica that is busy now to become fit', parseDuration);
  withConnectionOptions(save)
    .addHelpText(
      'after',
      `${examples(
        'backup save redis://10.0.0.1:6379 --plan',
        'backup save rediss://backup@cache:6380 --cacert ca.pem --store history',
      )}\nExit code: 0 all shards saved, 1 some not, 2 it could not do its work.\n`,
    )
    .action(
      door.does(async (urls: readonly string[], given: Times & SaveOptions) => {
        const { timeout, deadline, wait, ...options } = given;
        const { saveCommand } = await import('./backup/save.ts');
        const times = {
          deadlineMs: deadline,
          waitMs: wait ?? 0,
          ...(timeout === undefined ? {} : { timeoutMs: timeout }),
        };
        return saveCommand(urls, { ...options, ...times }, door.io);
      }),
    );
}
