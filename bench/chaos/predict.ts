import { readLoss } from '../../lib/cli/rpo/read-loss.ts';
import type { SessionSettings } from '../../lib/cli/session.ts';
import { defaultAlertSettings } from '../../lib/core/alert-settings.ts';
import type { Failure } from '../../lib/core/loss-result.ts';
import { comparableSeconds } from '../../lib/core/loss-rows.ts';
import { ok } from '../../lib/core/observed.ts';
import { defaultPolicy } from '../../lib/core/policy.ts';
import { asDeclared } from '../../lib/core/rule.ts';
import { rules } from '../../lib/core/rules/index.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';

/** What a reading said of one shard. */
export interface Prediction {
  /** Seconds, infinity for everything. @throws Error for what it does not know */
  of(this: void, failure: Failure): number;
  /** When the reading began, as `performance.now()` has it. */
  readonly at: number;
}

/** Between the two visits of a reading. */
const GAP_MS = 600;

/** A node that is stopped on purpose must not make the reading of the others old. */
const impatience: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'topology/node-unreachable': { attempts: 1, timeoutMs: 150 },
  'topology/views-disagree': { recheckAfterMs: 0, fullViewsUpTo: 60, sampledViews: 20 },
};

/** A store without sets. */
const noSets = {
  location: 'a store without sets',
  readAt: new Date(0).toISOString(),
  sets: 0,
  unfinished: 0,
  newestUnfinished: null,
  oldest: null,
  newest: [],
  doubtful: [],
  doubtfulSets: 0,
  lastDrill: null,
  newestDrill: null,
};

/** The reading of `redis-auditor rpo`. @param shard first slot; no copy off the hosts exists */
export async function predict(seed: LocalNode, shard: string): Promise<Prediction> {
  const { loss, readAt } = await readLoss(settingsFor(seed), {
    gapMs: GAP_MS,
    copies: ok(noSets),
    signal: new AbortController().signal,
  });
  const rows = loss.shards.find((each) => each.shard === shard)?.rows ?? [];
  return {
    at: Date.parse(readAt) - performance.timeOrigin,
    of(failure) {
      const row = rows.find((each) => each.failure === failure);
      const seconds = row === undefined ? -1 : comparableSeconds(row);
      if (row === undefined || seconds < 0) throw new Error(`${failure} is not known: ${row?.missing.join(', ')}`);
      return seconds;
    },
  };
}

function settingsFor(seed: LocalNode): SessionSettings {
  return {
    cluster: { id: 'chaos', provider: 'self-managed' },
    seeds: [seed.address],
    connection: {},
    audit: 'persistence',
    rules: rules
      .filter(({ id }) => impatience[id] !== undefined)
      .map((rule) => asDeclared(rule, { options: impatience[rule.id] ?? {} })),
    policy: defaultPolicy,
    alerting: defaultAlertSettings,
    concurrency: 64,
    deadlineMs: 10_000,
  };
}
