import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CopyOptions } from './backup/copy.ts';
import type { DrillOptions } from './backup/drill.ts';
import type { ListSetsOptions } from './backup/list-sets.ts';
import type { VerifyOptions } from './backup/verify.ts';
import { type Door, examples } from './command.ts';
import { withConnectionOptions } from './connection-options.ts';
import { parseDuration } from './duration.ts';

const exitCodes = '\nExit code: 0 all is well, 1 something is not, 2 it could not do its work.\n';

/** Adds what makes, lists and proves sets of RDBs in a store. */
export function addSetCommands(command: Command, door: Door): void {
  addCopy(command, door);
  addList(command, door);
  addVerify(command, door);
  addDrill(command, door);
}

/** Times as they are named on the command line. */
interface Times {
  readonly timeout?: number;
  readonly deadline: number;
}

function addCopy(command: Command, door: Door): void {
  const copy = command
    .command('copy')
    .summary('stream an RDB of each shard into a store')
    .description(
      'Streams the RDB of one replica of each shard into a store, as a new replica would get it, and looks at every byte ' +
        'on the way. A primary is never asked. What is interrupted leaves nothing that looks whole. The RDBs hold every ' +
        'key and value: encrypt the store, and mind who reads it.',
    )
    .argument('[url...]', 'redis://[user[:password]@]host:port or rediss://, one or more nodes of one cluster')
    .requiredOption('--store <place>', 'a directory, or s3://BUCKET')
    .option('--plan', 'show what would be copied from where and what deleted, and do neither', false)
    .option('--config <file>', 'connection settings (see `config schema`)')
    .option('--keep <count>', 'then delete all but so many of the newest complete sets', parseCount)
    .option('--keep-days <days>', 'then delete sets that are older; with --keep, only what neither keeps', parseCount)
    .addOption(new Option('--parallel <count>', 'shards copied at the same time').argParser(parseCount).default(2))
    .addOption(
      new Option('--deadline <time>', 'end after this time, whatever still goes on')
        .argParser(parseDuration)
        .default(4 * 3_600_000, '4h'),
    );
  withConnectionOptions(withFormat(copy))
    .addHelpText(
      'after',
      examples(
        'backup copy redis://10.0.0.1:6379 --store s3://BUCKET --plan',
        'backup copy rediss://copier@cache:6380 --store backups --keep 7',
      ) + exitCodes,
    )
    .action(
      door.does(async (urls: readonly string[], given: Times & CopyOptions) => {
        const { timeout, deadline, ...options } = given;
        const { copyCommand } = await import('./backup/copy.ts');
        const times = { deadlineMs: deadline, ...(timeout === undefined ? {} : { timeoutMs: timeout }) };
        return copyCommand(urls, { ...options, ...times }, door.io);
      }),
    );
}

function addList(command: Command, { io, does }: Door): void {
  withSets(command.command('list'))
    .summary('list the sets in a store')
    .description('Lists the sets in a store: whether each is complete, and when it was last verified and restored.')
    .addHelpText('after', examples('backup list --store s3://BUCKET') + exitCodes)
    .action(
      does(async (options: ListSetsOptions) => {
        const { listSetsCommand } = await import('./backup/list-sets.ts');
        return listSetsCommand(options, io);
      }),
    );
}

function addVerify(command: Command, { io, does }: Door): void {
  withSets(command.command('verify'))
    .summary('read sets again, and compare them with what was stored')
    .description(
      'Reads a set again and compares every RDB with its manifest: frame, CRC64, SHA-256, and at level 2 every record, ' +
        'with every key in a slot of its shard. Without SET it takes the one that was verified longest ago, so that a ' +
        'schedule goes round all of them.',
    )
    .argument('[set]', 'name of a set, as `backup list` shows it')
    .addOption(
      new Option('--level <level>', '1: frame and checksums; 2: every record').choices(['1', '2']).default('2'),
    )
    .option('--all', 'every set', false)
    .addHelpText(
      'after',
      examples('backup verify --store backups', 'backup verify --all --store s3://BUCKET') + exitCodes,
    )
    .action(
      does(async (set: string | undefined, options: VerifyOptions) => {
        const { verifyCommand } = await import('./backup/verify.ts');
        return verifyCommand(set, options, io);
      }),
    );
}

function addDrill(command: Command, { io, does }: Door): void {
  withSets(command.command('drill'))
    .summary('restore a set into servers that are thrown away')
    .description(
      'Loads every RDB of a set into a server on this host, one after the other, counts its keys, asks for a sample of ' +
        'them, and tells how long it took. Servers and files are gone afterwards. Without SET it takes the newest ' +
        'complete one.',
    )
    .argument('[set]', 'name of a set, as `backup list` shows it')
    .option('--server <file>', 'which redis-server or valkey-server (default: the first one on the PATH)')
    .addOption(
      new Option('--load-timeout <time>', 'longest time for one RDB').argParser(parseDuration).default(3_600_000, '1h'),
    )
    .addHelpText('after', examples('backup drill --store backups') + exitCodes)
    .action(
      does(async (set: string | undefined, options: DrillOptions) => {
        const { drillCommand } = await import('./backup/drill.ts');
        return drillCommand(set, options, io);
      }),
    );
}

function withSets(command: Command): Command {
  return withFormat(command)
    .requiredOption('--store <place>', 'where the sets are: a directory, or s3://BUCKET')
    .option('--cluster <id>', 'only sets of this cluster');
}

function withFormat(command: Command): Command {
  return command.addOption(new Option('--format <format>', 'how to report').choices(['text', 'json']).default('text'));
}

/** @throws InvalidArgumentError, which the command line words with the option's name */
function parseCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Write a whole number above 0.');
  return Number(text);
}
