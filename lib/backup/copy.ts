import { parseAddress } from '../core/address.ts';
import { notCopied, problemsOf } from '../core/backup/copy-verdicts.ts';
import type { BackupManifest, CopiedShard } from '../core/backup/manifest.ts';
import type { SavePlan, ShardPlan } from '../core/backup/save-plan.ts';
import { type SetPlace, setObjects, setPrefix } from '../core/backup/set-keys.ts';
import { StoreError } from '../core/errors.ts';
import type { ClusterFacts } from '../core/facts.ts';
import { type CopyShardTools, copyShard } from './copy-shard.ts';
import { fitPlan } from './save.ts';
import { beginSet, createJson } from './sets.ts';

/** What to copy, and how patiently. */
export interface CopyInput {
  readonly cluster: { readonly id: string };
  readonly runId: string;
  /** When it was due, in milliseconds since 1970, which names the set. @default when it begins */
  readonly dueAt?: number;
  /** How long to wait for what speaks against the replicas of a shard to pass, before the first copy; 0 does not wait. */
  readonly waitMs: number;
  /** Longest silence accepted of a node that is asked something. */
  readonly timeoutMs: number;
  /** Shards copied at the same time, on a host of their own each. */
  readonly parallel: number;
  /** Ends the run: what still goes on by then is given up, and nothing more is begun. */
  readonly deadline: AbortSignal;
}

export interface CopyTools extends CopyShardTools {
  /** Visits every member, and brings what `saveFacts` names. */
  look(): Promise<ClusterFacts>;
  /** Runs the tasks with at most `limit` at a time. */
  inParallel<T>(limit: number, tasks: readonly (() => Promise<T>)[]): Promise<readonly T[]>;
}

/**
 * Copies every shard from one of its replicas into the store, round by round. A primary is never asked: where no replica
 * is fit, that is what the manifest says. The manifest is written last, and only if there is none: a set without it was
 * not finished, whatever else of it is there. Shards that failed leave a set that says so.
 *
 * @throws SaveError when no node tells who the members are; StoreError when the set cannot be begun or ended; whatever
 *   `look` throws
 */
export async function copy(input: CopyInput, tools: CopyTools): Promise<BackupManifest> {
  const startedAt = tools.now();
  const { plan, facts: before } = await fitPlan(input, tools);
  const { id: clusterId } = input.cluster;
  const place = await beginSet(tools.store, { clusterId, runId: input.runId }, input.dueAt ?? startedAt);
  const shards = await copyRounds(plan, place, input, tools);
  // Slots that moved meanwhile may be in none of the RDBs.
  const after = await tools.look().catch(() => null);
  const problems = problemsOf({ plan, shards, before, after });
  const manifest: BackupManifest = {
    schemaVersion: 1,
    set: place.set,
    runId: input.runId,
    cluster: { id: clusterId },
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(tools.now()).toISOString(),
    complete: problems.length === 0,
    problems,
    shards,
    uncovered: plan.uncovered,
  };
  if (await createJson(tools.store, `${setPrefix(place)}${setObjects.manifest}`, manifest)) return manifest;
  throw new StoreError(`set ${place.set} in ${tools.store.location} has a manifest of somebody else`, 'Copy again.');
}

/** One round after the other: in none of them two forks run on one host. */
async function copyRounds(plan: SavePlan, place: SetPlace, input: CopyInput, tools: CopyTools) {
  const copied = new Map<string, CopiedShard>();
  /** Hosts on which a fork of ours may still run. */
  const taken = new Set<string>();
  for (const round of plan.rounds) {
    const due = plan.shards.filter(({ shard }) => round.includes(shard));
    const tasks = due.map((shard) => async () => {
      copied.set(shard.shard, await copyUnlessTaken(shard, place, taken, input, tools));
    });
    await tools.inParallel(input.parallel, tasks);
  }
  return plan.shards.map((shard) => copied.get(shard.shard) ?? notCopied(shard, 'no-replica'));
}

async function copyUnlessTaken(
  shard: ShardPlan,
  place: SetPlace,
  taken: Set<string>,
  input: CopyInput,
  tools: CopyTools,
): Promise<CopiedShard> {
  const { chosen } = shard;
  if (chosen === null) return notCopied(shard, 'no-replica');
  const host = parseAddress(chosen.address)?.host ?? chosen.address;
  if (input.deadline.aborted) return notCopied(shard, 'out-of-time');
  if (taken.has(host)) return notCopied(shard, 'host-taken');
  const { copied, mayStillFork } = await copyShard(shard, chosen, place, input, tools);
  if (mayStillFork) taken.add(host);
  return copied;
}
