import { clusterSlotsAnswer, psyncAnswer } from './answers.ts';
import type { CommandKind } from './command-text.ts';
import { knownCommands, rowFor } from './commands.ts';
import type { EventText } from './event-text.ts';
import { eventRows, otherEvent } from './events.ts';
import { nearestNames } from './nearest.ts';

/** Goes with every explanation of a slow-log entry. */
export const generalRemark =
  "The time is what the command itself took on the server's only command thread. All other clients of that node waited " +
  'that long. Waiting and the network are not in it, so a fast entry can still have been slow for its caller.';

/** A command of the slow log, told to a person. */
export interface CommandExplanation {
  /** As a person writes it: `CLUSTER SLOTS`. */
  readonly title: string;
  readonly kind: CommandKind;
  readonly cost: string;
  readonly what: string;
  readonly why: string;
  readonly todo: string;
  /** Rule that watches for it. */
  readonly rule?: string;
  /** The same at length, in a colleague's words; only for the commands that operators ask about most. */
  readonly answer?: string;
}

/** An event of the latency monitor, told to a person. */
export interface EventExplanation {
  readonly title: string;
  /** What is timed. */
  readonly what: string;
  /** Its usual cause. */
  readonly why: string;
  readonly todo: string;
  /** Rule that watches for it. */
  readonly rule: string;
  /** Servers that report it, where not all of them do. */
  readonly versions?: string;
}

/** Who a command belongs to. @param command lower case with the subcommand, `cluster|slots` */
export function commandKind(command: string): CommandKind {
  return rowFor(command).kind;
}

/**
 * What a command is, why it takes long, what to do.
 *
 * @param command lower case with the subcommand: `cluster|slots`, `psync`, `get`
 * @param shape with its arguments, `PSYNC ? -1`, where they are known: the answer about PSYNC depends on them
 */
export function explainCommand(command: string, shape = ''): CommandExplanation {
  const { names: _, ...text } = rowFor(command);
  const answer =
    command === 'psync' ? psyncAnswer(shape) : command === 'cluster|slots' ? clusterSlotsAnswer : undefined;
  return { title: commandTitle(command), ...text, ...(answer === undefined ? {} : { answer }) };
}

/** `cluster|slots` → `CLUSTER SLOTS` */
function commandTitle(command: string): string {
  return command.replace('|', ' ').toUpperCase();
}

/** What a latency event times, its usual cause, what to do. A name that is not known still has an answer. */
export function explainEvent(event: string): EventExplanation {
  const row: EventText = eventRows.find(({ names }) => names.split(' ').includes(event)) ?? otherEvent;
  const { names: _, ...text } = row;
  return { title: event, ...text };
}

/** What somebody typed, as a command; or commands that they may have meant. */
export type ParsedCommand =
  | { readonly known: true; readonly command: string; readonly shape: string }
  | { readonly known: false; readonly nearest: readonly string[] };

/**
 * Reads a command as a person writes it: `CLUSTER SLOTS`, `PSYNC ? -1`, `cluster|slots`. Any name with a dot is taken
 * for a module's.
 */
export function parseCommandText(text: string): ParsedCommand {
  const words = text.trim().replace('|', ' ').split(/\s+/);
  const [name = '', second = ''] = words.map((word) => word.toLowerCase());
  const shape = words.join(' ');
  const both = `${name}|${second}`;
  if (knownCommands().has(both)) return { known: true, command: both, shape };
  if (second !== '' && hasSubcommands(name)) return { known: false, nearest: titles(both, subcommandsOf(name)) };
  if (knownCommands().has(name) || /^[^.]+\.[^.]/.test(name)) return { known: true, command: name, shape };
  return { known: false, nearest: second === '' ? titles(name, knownCommands()) : titlesOfBoth(name, both) };
}

function titlesOfBoth(name: string, both: string): readonly string[] {
  const nearest = titles(both, knownCommands());
  return nearest.length > 0 ? nearest : titles(name, knownCommands());
}

function titles(text: string, names: Iterable<string>): readonly string[] {
  return nearestNames(text, names).map(commandTitle);
}

function hasSubcommands(name: string): boolean {
  return subcommandsOf(name).length > 0;
}

function subcommandsOf(name: string): readonly string[] {
  return [...knownCommands()].filter((known) => known.startsWith(`${name}|`));
}
