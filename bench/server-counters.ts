import { parseInfo } from '../lib/core/parse/info.ts';
import type { LocalNode } from '../lib/demo/local-node.ts';

/** What a node did for somebody, by its own counters. */
export interface ServerWork {
  /** Microseconds spent in each command that was run, by its name in `INFO commandstats`. */
  readonly usec: Readonly<Record<string, number>>;
  readonly commands: number;
  readonly connections: number;
}

/** What nodes send each other, and the command that sets the counters back. */
const notVisitors = new Set(['replconf', 'psync', 'sync', 'ping', 'config|resetstat']);

/**
 * Counts what `visit` costs a node. The counters are set back first, and the command that reads them is not yet in its
 * own answer, so what is left is the visit's.
 *
 * @param before runs between setting back and visiting: a pause, to let the node grow cold
 */
export async function countWork(
  node: LocalNode,
  visit: () => Promise<unknown>,
  before: () => Promise<unknown> = async () => {},
): Promise<ServerWork> {
  await node.send('CONFIG', 'RESETSTAT');
  await before();
  await visit();
  const info = parseInfo(await node.send('INFO', 'commandstats', 'stats'), ['commandstats', 'stats']);
  if (info.state !== 'ok') throw new Error(`${node.address} does not tell its counters`);
  const { commandstats, fields } = info.value;
  const visitors = Object.entries(commandstats).filter(([command]) => !notVisitors.has(command));
  return {
    usec: Object.fromEntries(visitors.map(([command, stat]) => [command, stat.usec])),
    commands: visitors.reduce((sum, [, stat]) => sum + stat.calls, 0),
    // The connection that reads is counted already.
    connections: Number(fields.total_connections_received) - 1,
  };
}

export function totalUsec({ usec }: ServerWork): number {
  return Object.values(usec).reduce((sum, each) => sum + each, 0);
}
