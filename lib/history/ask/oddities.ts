import type { History } from '../read-model.ts';
import { number, text } from './words.ts';

/** How far a clock may be ahead of another before it counts as wrong. */
const TOLERANCE_MS = 300_000;

/** Audits whose facts are looked into for who belongs to the cluster: the newest and the oldest ones. */
const LOOKED_AT = 3;

/** What makes answers about the range doubtful: clocks that were wrong, and clusters that share an id. */
export async function oddities(history: History): Promise<readonly string[]> {
  return [...(await futureRuns(history)), ...(await sharedIds(history))];
}

async function futureRuns(history: History): Promise<readonly string[]> {
  const now = new Date(history.now + TOLERANCE_MS).toISOString();
  const rows = await history.rows(
    `SELECT cluster, count(*) AS runs, max(due_at) AS newest FROM runs WHERE due_at > CAST($now AS TIMESTAMP) GROUP BY ALL`,
    { now },
  );
  return rows.map(
    (row) =>
      `${number(row, 'runs')} audits of ${text(row, 'cluster')} are dated after now, up to ${text(row, 'newest')}: the clock ` +
      'of whoever made them was wrong, or that of this host is.',
  );
}

/** A cluster changes node by node: audits that have no node in common are of two clusters. */
async function sharedIds({ facts }: History): Promise<readonly string[]> {
  const found: string[] = [];
  const byCluster = Map.groupBy(await facts.list(), ({ cluster }) => cluster);
  for (const [cluster, refs] of byCluster) {
    const chosen = [...new Set([...refs.slice(0, 1), ...refs.slice(-LOOKED_AT)])];
    const read = await Promise.all(chosen.map((ref) => facts.read(ref)));
    const members = read.flatMap((each) =>
      each === undefined ? [] : [new Set(each.nodes.map(({ nodeId }) => nodeId))],
    );
    const isForeign = members.some((each, index) => index > 0 && ![...each].some((id) => members[index - 1]?.has(id)));
    if (isForeign)
      found.push(
        `Audits of ${cluster} have no node in common: two clusters are audited under one id, or one took the place of ` +
          'another. Give each an id of its own.',
      );
  }
  return found;
}
