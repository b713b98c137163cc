import type { LocalCluster } from '../lib/demo/local-cluster.ts';
import type { LocalNode } from '../lib/demo/local-node.ts';
import { median } from './measure.ts';
import { ownVisitor } from './server-cost.ts';
import { countWork } from './server-counters.ts';

/** Reading a slow log whose every entry is as long as the log keeps them: 32 arguments of 128 bytes. */
export interface WorstSlowLog {
  readonly entries: number;
  /** How long one reading holds the node. */
  readonly medianUsec: number;
  readonly longestUsec: number;
  /** A whole slow-log visit on our side, with every entry reduced to its shape. */
  readonly visitMs: number;
}

/** The log keeps this many arguments of a command and this many bytes of each; longer ones are cut and say so. */
const ARGUMENTS = 32;
const LONGER_THAN_KEPT = 200;

/** @param entries as many as the log shall hold, and as many as are read */
export async function measureWorstSlowLog(
  cluster: LocalCluster,
  entries: number,
  readings: number,
): Promise<WorstSlowLog> {
  const node = cluster.primaries[0];
  if (node === undefined) throw new Error('the cluster has no primary');
  await fill(node, entries);
  const usec: number[] = [];
  for (let reading = 0; reading < readings; reading++) {
    const work = await countWork(node, () => node.send('SLOWLOG', 'GET', entries));
    usec.push(work.usec['slowlog|get'] ?? work.usec['slowlog'] ?? Number.NaN);
  }
  const visitor = ownVisitor('slowlog');
  const visitMs: number[] = [];
  for (let reading = 0; reading < readings; reading++) {
    const started = performance.now();
    await visitor.visit(node.address);
    visitMs.push(performance.now() - started);
  }
  return { entries, medianUsec: median(usec), longestUsec: Math.max(...usec), visitMs: median(visitMs) };
}

async function fill(node: LocalNode, entries: number): Promise<void> {
  const tag = await tagServedBy(node);
  const keys = Array.from({ length: ARGUMENTS - 1 }, () => `{${tag}}`.padEnd(LONGER_THAN_KEPT, 'x'));
  await node.sendAll([
    ['CONFIG', 'SET', 'slowlog-max-len', entries],
    ['CONFIG', 'SET', 'slowlog-log-slower-than', 0],
    ...Array.from({ length: entries }, () => ['EXISTS', ...keys]),
    // Nothing is logged from here on, not even this.
    ['CONFIG', 'SET', 'slowlog-log-slower-than', -1],
  ]);
  if ((await node.send('SLOWLOG', 'LEN')) !== entries) throw new Error('the slow log could not be filled');
}

/** A hash tag whose keys live on the node: what a node refuses is not logged. */
async function tagServedBy(node: LocalNode): Promise<string> {
  const tags = Array.from({ length: 64 }, (_, index) => `tag${index}`);
  const replies = await node.sendAll(tags.map((tag) => ['EXISTS', `{${tag}}`]));
  const served = tags.find((_, index) => typeof replies[index] === 'number');
  if (served === undefined) throw new Error(`${node.address} serves none of 64 keys`);
  return served;
}
