import { gzipSync } from 'node:zlib';
import type { History } from '../history/read-model.ts';
import type { PackedFacts, PageData } from './page-data.ts';

/** Most bytes of facts in a file; a cluster of 120 nodes fills as much with a few audits. */
const MOST_BYTES = 1_500_000;

export interface FactsOfPage {
  readonly facts: PackedFacts;
  /** What was left out, in a sentence; empty where nothing was. */
  readonly leftOut: string;
}

/** Facts of the newest audit of each kind and of those that saw a change, the newest first, as far as there is room. */
export async function packFacts(history: History, data: PageData): Promise<FactsOfPage> {
  const wanted = data.clusters.flatMap(({ id, runs, changes }) => {
    const newest = new Map(runs.toReversed().map(([at, audit]) => [audit, at]));
    const times = [...changes.map(({ at, audit }) => [audit, at] as const), ...newest];
    return times.map(([audit, at]) => ({ cluster: id, at, audit }));
  });
  const facts: Record<string, string> = {};
  let [bytes, left] = [0, 0];
  for (const { cluster, at, audit } of wanted.sort((a, b) => b.at - a.at)) {
    const name = `${cluster}/${at}/${audit}`;
    if (facts[name] !== undefined) continue;
    const found = bytes < MOST_BYTES ? await factsOf(history, cluster, at, audit) : undefined;
    const packed = found === undefined ? '' : gzipSync(JSON.stringify(found), { level: 9 }).toString('base64');
    if (packed === '' || bytes + packed.length > MOST_BYTES) left += bytes >= MOST_BYTES || packed !== '' ? 1 : 0;
    else facts[name] = packed;
    bytes += packed.length;
  }
  const rest = 'the facts of every audit but the newest of each kind and those that saw a change';
  return { facts, leftOut: left === 0 ? rest : `${rest}, and of ${left} of those` };
}

/** Facts of one audit. @param at seconds since 1970 @returns undefined where they are not there or cannot be read */
export async function factsOf(history: History, cluster: string, at: number, audit: string) {
  const from = new Date(at * 1000).toISOString();
  const to = new Date((at + 1) * 1000).toISOString();
  const refs = await history.facts.list({ cluster, from, to });
  const ref = refs.find((each) => each.audit === audit);
  return ref === undefined ? undefined : history.facts.read(ref);
}
