import type { LocalNode } from '../../lib/demo/local-node.ts';

/** Command, with subcommand (`config|get`) → how often. */
export type Counts = Readonly<Record<string, number>>;

const containers: ReadonlySet<string> = new Set(['acl', 'client', 'cluster', 'config', 'latency', 'slowlog']);

/** The name that a server's statistics give to a request. */
export function commandOf([first = '', second = '']: readonly string[]): string {
  const name = first.toLowerCase();
  return containers.has(name) ? `${name}|${second.toLowerCase()}` : name;
}

export function tally(commands: readonly string[]): Counts {
  return Object.fromEntries([...Map.groupBy(commands, (name) => name)].map(([name, each]) => [name, each.length]));
}

/** What a node has been asked since its start, executed or turned away. Asking costs one AUTH and one INFO itself. */
export async function countedBy(node: LocalNode): Promise<Counts> {
  const text = String(await node.send('INFO', 'commandstats'));
  const lines = text.matchAll(/^cmdstat_([^:]+):calls=(\d+).*rejected_calls=(\d+)/gm);
  return Object.fromEntries(
    [...lines].map(([, name = '', calls, rejected]) => [name, Number(calls) + Number(rejected)]),
  );
}

/** What all nodes together have been asked between two readings. */
export function growth(before: readonly Counts[], after: readonly Counts[]): Counts {
  const sum: Record<string, number> = {};
  for (const [index, counts] of after.entries()) {
    for (const [name, count] of Object.entries(counts))
      sum[name] = (sum[name] ?? 0) + count - (before[index]?.[name] ?? 0);
  }
  return Object.fromEntries(Object.entries(sum).filter(([, count]) => count > 0));
}

/** The counts without some commands. */
export function without(counts: Counts, ...names: readonly string[]): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([name]) => !names.includes(name)));
}
