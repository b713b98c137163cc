import type { NodeMisses, RunContext } from './rule.ts';

/** One needed fact that a node that answered did not give, and why. */
export type Miss = NodeMisses['missing'][number];

/** What enabled rules need of a node and could not be read; undefined for a node that did not answer at all. */
export function missesOf(run: RunContext, nodeId: string): readonly Miss[] | undefined {
  return run.misses.find((misses) => misses.nodeId === nodeId)?.missing;
}

/** `slowlog, latency and 3 more`: a list that stays short enough for a message. */
export function listNames(names: readonly string[], most = 4): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(', ')} and ${more} more` : names.join(', ');
}
