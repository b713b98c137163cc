import type { Command } from 'commander';
import { didYouMean } from '../config/did-you-mean.ts';
import { UsageError } from '../core/errors.ts';
import { eventRows } from '../core/explain/events.ts';
import {
  type CommandExplanation,
  type EventExplanation,
  explainCommand,
  explainEvent,
  generalRemark,
  parseCommandText,
} from '../core/explain/explain.ts';
import type { Rule } from '../core/rule.ts';
import { labelled, wrap } from '../report/layout.ts';
import { kindWords } from '../report/outline/slow-commands.ts';
import { catalogueOf, RULES_FLAG } from './catalogue.ts';
import { type Door, examples } from './command.ts';
import { exitCodes, widthOf } from './io.ts';
import { ruleText } from './rule-text.ts';

export function addExplainCommand(program: Command, { io, does }: Door): void {
  program
    .command('explain')
    .summary('explain a command, a latency event or a rule')
    .description(
      'Says what a command in a slow log, an event of the latency monitor or a rule means: what it is, why it takes ' +
        'long, what to do.',
    )
    .argument('<what...>', 'a command, an event (fork, aof-write …) or the id of a rule')
    .option(RULES_FLAG, 'folder of your own rules, to explain one of them')
    .addHelpText(
      'after',
      examples(
        "explain 'CLUSTER SLOTS'",
        "explain 'PSYNC ? -1'",
        'explain HGETALL',
        'explain expire-cycle',
        'explain aof/not-enabled',
      ),
    )
    .action(
      does(async (words: readonly string[], { rules }: { readonly rules?: string }) => {
        io.stdout(explain(words.join(' '), await catalogueOf(rules), widthOf(io)));
        return exitCodes.fine;
      }),
    );
}

/** @throws UsageError when nothing is known by this name */
function explain(what: string, rules: readonly Rule[], width: number): string {
  const rule = rules.find(({ id }) => id === what.toLowerCase());
  if (rule !== undefined) return ruleText(rule, width);
  const command = parseCommandText(what);
  const event = eventNames.find((name) => name.toLowerCase() === what.toLowerCase());
  const texts = [
    ...(command.known ? [commandText(explainCommand(command.command, command.shape), width)] : []),
    // COMMAND is a command and `command` is an event: who asks in capitals means the command.
    ...(event !== undefined && what !== what.toUpperCase() ? [eventText(explainEvent(event), width)] : []),
  ];
  if (texts.length > 0) return texts.join('\n');
  const nearest = command.known ? [] : command.nearest;
  const meant =
    nearest.length > 0
      ? `did you mean ${nearest.join(' or ')}?`
      : didYouMean(what.toLowerCase(), [...eventNames, ...rules.map(({ id }) => id)]);
  throw new UsageError(
    `Nothing is known about ${what}`,
    meant || 'give a command, an event of the latency monitor, or the id of a rule.',
  );
}

const eventNames = eventRows.flatMap(({ names }) => names.split(' '));

const LABEL = 10;

function commandText(of: CommandExplanation, width: number): string {
  const note = (label: string, text: string): readonly string[] => labelled(label, text, { label: LABEL, width });
  const told =
    of.answer === undefined
      ? [...note('what', of.what), ...note('why slow', of.why), ...note('to do', of.todo)]
      : ['', ...wrap(of.answer, width), ''];
  return lines([
    ...wrap(`${of.title} (${kindWords(of.kind)})`, width),
    '',
    ...note('cost', of.cost),
    ...told,
    ...(of.rule === undefined ? [] : note('watched', `by the rule ${of.rule}`)),
    '',
    ...wrap(generalRemark, width),
  ]);
}

function eventText(of: EventExplanation, width: number): string {
  const note = (label: string, text: string): readonly string[] => labelled(label, text, { label: LABEL, width });
  return lines([
    ...wrap(`${of.title} (event of the latency monitor${of.versions === undefined ? '' : `, ${of.versions}`})`, width),
    '',
    ...note('timed', of.what),
    ...note('cause', of.why),
    ...note('to do', of.todo),
    ...note('watched', `by the rule ${of.rule}`),
  ]);
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
