import { type Command, Option } from 'commander';
import { RULES_FLAG } from './catalogue.ts';
import { type Door, examples } from './command.ts';
import type { AddOptions } from './silence/add.ts';
import type { EndOptions } from './silence/end.ts';
import type { ListOptions } from './silence/list.ts';

/** On a line of its own: no terminal is too narrow then. */
const where = '\\\n    --store history --cluster shop';

export function addSilenceCommand(program: Command, door: Door): void {
  const command = program
    .command('silence')
    .summary('keep alerts untold for a while')
    .description(
      'Keeps alerts untold for a while, with an owner, a reason and an end. They live on meanwhile: what still fires at ' +
        'the end is told then, and the end of what had been told before is told at any time.',
    )
    .addHelpText(
      'after',
      examples(`silence add 'rule=aof/*' --for 2h --reason "new disks" ${where}`, `silence list ${where}`),
    );
  addAdd(command, door);
  addList(command, door);
  addEnd(command, door);
}

function addAdd(command: Command, { io, does }: Door): void {
  withPlace(command.command('add'))
    .summary('begin a silence')
    .description(
      'Begins a silence for the alerts that all matchers match: rule=ID or rule=AREA/*, severity=, node=HOST:PORT or its ' +
        'id, shard=FIRST-SLOT. Several values of one are separated by commas. Alerts about the auditor itself are ' +
        'silenced only by rule=auditor/*.',
    )
    .argument('[matcher...]', 'key=value; all of them must match')
    .option('--for <time>', 'how long: 30m, 2h, 3d; at most 90d')
    .option('--until <time>', 'or when it ends: 2026-03-01T05:00Z')
    .option('--from <time>', 'when it begins, if not now: 2026-03-01T03:00Z')
    .option('--reason <text>', 'why nobody needs to be told')
    .option('--owner <name>', 'whom to ask about it (default: $USER)')
    .option('--all', 'every alert of the cluster', false)
    .option(RULES_FLAG, 'folder of your own rules, where a matcher names one of them')
    .addHelpText(
      'after',
      examples(
        `silence add rule=aof/not-enabled node=10.0.0.1:6379 \\\n    --for 2h --reason "new disk" --store history --cluster shop`,
        `silence add severity=warning,info --until 2026-03-02T06:00Z \\\n    --reason "load test" --store history --cluster shop`,
        `silence add --all --for 30m --reason "moving to new hosts" ${where}`,
      ),
    )
    .action(
      does(async (words: readonly string[], options: AddOptions) => {
        const { addCommand } = await import('./silence/add.ts');
        return addCommand(words, options, io);
      }),
    );
}

function addList(command: Command, { io, does }: Door): void {
  withPlace(command.command('list'))
    .summary('list silences: active, coming, ended')
    .description('Lists the silences of a cluster with the time that is left, and what they hold back now.')
    .option('--config <file>', 'list the maintenance windows of this file too')
    .addHelpText('after', examples(`silence list ${where}`))
    .action(
      does(async (options: ListOptions) => {
        const { listCommand } = await import('./silence/list.ts');
        return listCommand(options, io);
      }),
    );
}

function addEnd(command: Command, { io, does }: Door): void {
  withPlace(command.command('end'))
    .summary('end a silence before its time')
    .description('Ends a silence before its time. What it held back and still fires is told by the next audit.')
    .argument('<id>', 'as `silence list` shows it')
    .option('--reason <text>', 'why it is not needed any more')
    .addHelpText('after', examples(`silence end 3f9c1a2b --reason "disk is in" ${where}`))
    .action(
      does(async (id: string, options: EndOptions) => {
        const { endCommand } = await import('./silence/end.ts');
        return endCommand(id, options, io);
      }),
    );
}

/** What is missing is told together with everything else that is wrong, so nothing is required here. */
function withPlace(command: Command): Command {
  return command
    .option('--store <dir>', 'where the audits of the cluster are kept')
    .option('--cluster <id>', 'which cluster, by the name that audits show')
    .addOption(new Option('--format <format>', 'how to report').choices(['text', 'json']).default('text'));
}
