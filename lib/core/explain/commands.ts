import type { CommandText } from './command-text.ts';
import { collectionCommands } from './commands/collections.ts';
import { connectionCommands } from './commands/connections.ts';
import { internalCommands } from './commands/internal.ts';
import { keyCommands } from './commands/keys.ts';
import { otherFastCommands, otherSlowCommands, subcommands } from './commands/known.ts';
import { monitoringCommands } from './commands/monitoring.ts';
import { operationCommands } from './commands/operations.ts';
import { orderedCommands } from './commands/ordered.ts';
import { moduleCommand, otherCommand, scriptCommands } from './commands/scripts.ts';
import { smallCommand, stringCommands } from './commands/strings.ts';
import { topologyCommands } from './commands/topology.ts';

/** Rows in the order in which they are tried: a subcommand stands before the command as a whole. */
export const commandRows: readonly CommandText[] = [
  ...internalCommands,
  ...topologyCommands,
  ...monitoringCommands,
  ...connectionCommands,
  ...operationCommands,
  ...keyCommands,
  ...collectionCommands,
  ...orderedCommands,
  ...stringCommands,
  smallCommand,
  ...scriptCommands,
];

const rowOf = new Map<string, CommandText>();
for (const row of commandRows) {
  for (const name of row.names.split(' ')) if (!rowOf.has(name)) rowOf.set(name, row);
}

const fast = new Set(otherFastCommands.split(' '));

let known: ReadonlySet<string> | undefined;

/**
 * Every command and subcommand known by name; a module's commands are not in it. Put together when it is first asked
 * for: the functions that judge have no use for it, and it stays out of them.
 */
export function knownCommands(): ReadonlySet<string> {
  known ??= new Set([...rowOf.keys(), ...fast, ...otherSlowCommands.split(' '), ...subcommands.split(' ')]);
  return known;
}

/** The row that describes a command: its own, that of the whole command, or one of the fallbacks. */
export function rowFor(command: string): CommandText {
  const [whole = ''] = command.split('|');
  const row = rowOf.get(command) ?? rowOf.get(whole);
  if (row !== undefined) return row;
  if (whole.includes('.')) return moduleCommand;
  return fast.has(command) ? smallCommand : otherCommand;
}
