import { type Command, InvalidArgumentError, Option } from 'commander';
import type { SlowQuestion } from '../history/ask/slow.ts';
import { type Door, examples } from './command.ts';
import type { HistoryWords } from './history/open.ts';
import { MONTH, type UsualAge, WEEK, withHistory } from './history-options.ts';
import { addPageCommands } from './history-page-commands.ts';
import { addUpkeepCommands } from './history-upkeep.ts';
import { exitCodes } from './io.ts';

/** Loaded where it is wanted: nothing else needs the database. */
const commands = () => import('./history/commands.ts');

/** Each question of the history: its options, and who answers it. */
export function addHistoryCommand(program: Command, door: Door): void {
  const command = program
    .command('history')
    .summary('look into what audits have stored')
    .description('Looks into what audits have stored with --store, in a directory or a bucket.')
    .addHelpText(
      'after',
      examples(
        'history list --store audit-history',
        'history timeline aof/not-enabled --store audit-history',
        'history diff 1d 1h --store audit-history',
        'history serve --store audit-history',
      ),
    );
  addList(command, door);
  addShow(command, door);
  addDiff(command, door);
  addTimeline(command, door);
  addSlowlog(command, door);
  addAlerts(command, door);
  addSql(command, door);
  addUpkeepCommands(command, door);
  addPageCommands(command, door);
}

/** What all questions have in common. */
function question(command: Command, usual: UsualAge): Command {
  return withHistory(command, usual).addOption(
    new Option('--format <format>', 'how to print it').choices(['text', 'json', 'csv']).default('text'),
  );
}

function addList(command: Command, { io, does }: Door): void {
  question(command.command('list'), WEEK)
    .summary('audits day by day: worst findings, nodes reached, gaps')
    .description('Lists audits day by day: how many, what failed, how many nodes answered, and when there were none.')
    .addHelpText('after', examples('history list --store audit-history --since 30d'))
    .action(
      does(async (words: HistoryWords) => {
        await (await commands()).listCommand(words, io);
        return exitCodes.fine;
      }),
    );
}

function addShow(command: Command, { io, does }: Door): void {
  question(command.command('show'), MONTH)
    .summary('one audit: findings, data-loss windows, topology')
    .description('Shows one audit: what it found, what a failure would have taken, and who belonged to the cluster.')
    .argument('<run>', 'the last one due by a time (2026-03-01T03:00Z, 2h), or the id of a run')
    .option('--audit <kind>', 'of this kind: full, slowlog, latency, topology, persistence')
    .addHelpText('after', examples('history show 2026-03-01T03:00Z --store audit-history'))
    .action(
      does(async (run: string, words: HistoryWords & { readonly audit?: string }) => {
        await (await commands()).showCommand(run, words, io);
        return exitCodes.fine;
      }),
    );
}

function addDiff(command: Command, { io, does }: Door): void {
  question(command.command('diff'), MONTH)
    .summary('what is unlike at two times')
    .description(
      'Compares two times: settings, topology, processes, what failures would take, and what fails. Counters and other ' +
        'things that always move are left out. Each time is told by the last audits of the day before it.',
    )
    .argument('<before>', 'a time (2026-03-01T03:00Z), how long ago (30d), or the id of a run')
    .argument('<after>', 'in the same form')
    .addHelpText('after', examples('history diff 2026-03-01T00:00Z 2026-03-01T06:00Z --store history'))
    .action(
      does(async (before: string, after: string, words: HistoryWords) => {
        await (await commands()).diffCommand(before, after, words, io);
        return exitCodes.fine;
      }),
    );
}

function addTimeline(command: Command, { io, does }: Door): void {
  question(command.command('timeline'), MONTH)
    .summary('a rule, node or shard over time')
    .description(
      'Tells of a rule, a node or a shard when it began to fail, what was measured, what became of its alerts, which ' +
        'failovers and restarts there were, and how it went from day to day.',
    )
    .argument('<subject>', "a rule's id, a node (HOST:PORT or its id), or shard=FIRST-SLOT")
    .addHelpText('after', examples('history timeline slowlog/slow-command --store h --since 90d'))
    .action(
      does(async (subject: string, words: HistoryWords) => {
        await (await commands()).timelineCommand(subject, words, io);
        return exitCodes.fine;
      }),
    );
}

function addSlowlog(command: Command, { io, does }: Door): void {
  question(command.command('slowlog'), WEEK)
    .summary('what ran long, taken together')
    .description('Takes slow-log entries together, by shape, node or client: how often, how long, first and last seen.')
    .addOption(
      new Option('--by <what>', 'what is taken together').choices(['shape', 'node', 'client']).default('shape'),
    )
    .addOption(new Option('--sort <by>', 'what comes first').choices(['total', 'count', 'p99']).default('total'))
    .addOption(new Option('--top <number>', 'how many are shown').argParser(parseTop).default(20))
    .addHelpText('after', examples('history slowlog --store audit-history --by client --sort p99'))
    .action(
      does(async (words: HistoryWords & SlowQuestion) => {
        await (await commands()).slowlogCommand(words, io);
        return exitCodes.fine;
      }),
    );
}

function parseTop(text: string): number {
  const top = Number(text);
  if (Number.isInteger(top) && top > 0) return top;
  throw new InvalidArgumentError('Write a whole number above 0.');
}

function addAlerts(command: Command, { io, does }: Door): void {
  question(command.command('alerts'), WEEK)
    .summary('what became of alerts, and who was told')
    .description(
      'Lists every change of an alert with its reason, who was told and who did not take it, and why an alert was not ' +
        'told. Objects that cannot be read are named and passed over.',
    )
    .addHelpText(
      'after',
      examples('history alerts --store audit-history', 'history alerts --store h --cluster shop --since 30d'),
    )
    .action(
      does(async (words: HistoryWords) => {
        await (await commands()).alertsCommand(words, io);
        return exitCodes.fine;
      }),
    );
}

function addSql(command: Command, { io, does }: Door): void {
  question(command.command('sql'), MONTH)
    .summary('any other question, in SQL that only reads')
    .description(
      'Answers one statement of SQL (DuckDB) over the tables runs, findings, loss, slowlog, alerts, deliveries, ' +
        'saves, visits and nodes, which hold what lies between --since and --until. It cannot write or reach any file.',
    )
    .argument('<statement>', 'SELECT, SHOW or DESCRIBE')
    .addHelpText('after', examples('history sql "SELECT DISTINCT rule FROM findings" \\\n    --store audit-history'))
    .action(
      does(async (statement: string, words: HistoryWords) => {
        await (await commands()).sqlCommand(statement, words, io);
        return exitCodes.fine;
      }),
    );
}
