import { parseAddress } from '../core/address.ts';
import { chooseReplicas } from '../core/backup/choose-replicas.ts';
import { passing, type SavePlan, type ShardPlan } from '../core/backup/save-plan.ts';
import type { SaveRun, SaveVerdict, ShardSave } from '../core/backup/save-run.ts';
import { noReplica, notBegun } from '../core/backup/save-verdicts.ts';
import { SaveError } from '../core/errors.ts';
import type { ClusterFacts } from '../core/facts.ts';
import { topologyOf } from '../core/topology.ts';
import { type SaveShardTools, saveShard } from './save-shard.ts';

/** What to save, and how patiently. */
export interface SaveInput {
  readonly cluster: { readonly id: string };
  readonly runId: string;
  /** When it was due. ISO 8601 with milliseconds, UTC. */
  readonly scheduledAt: string;
  /** How long to wait for what speaks against the replicas of a shard to pass, before the first save; 0 does not wait. */
  readonly waitMs: number;
  /** Longest silence accepted of a node; the fork is one. */
  readonly timeoutMs: number;
  /** Ends the run: what still saves by then is not verified, and nothing more is begun. */
  readonly deadline: AbortSignal;
}

export interface SaveTools extends SaveShardTools {
  /** Visits every member, and brings what {@link saveFacts} names. */
  look(): Promise<ClusterFacts>;
}

/** Between two looks at replicas that are not fit yet. */
const LOOK_AGAIN_MS = 5000;

/**
 * Saves every shard on one of its replicas, round by round, and verifies each save. A primary is never asked: where no
 * replica is fit, that is what the run says. Whoever keeps it does so afterwards: a store that fails must not hide what
 * became of the saves.
 *
 * @throws SaveError when no node tells who the members are; whatever `look` throws
 */
export async function save(input: SaveInput, tools: SaveTools): Promise<SaveRun> {
  const startedAt = tools.now();
  const { plan } = await fitPlan(input, tools);
  const verdicts = new Map<string, SaveVerdict>();
  /** Hosts on which a save may still run: nothing else is begun there. */
  const taken = new Set<string>();
  for (const round of plan.rounds) {
    const due = plan.shards.filter(({ shard }) => round.includes(shard));
    await Promise.all(
      due.map(async (shard) => void verdicts.set(shard.shard, await saveUnlessTaken(shard, taken, input, tools))),
    );
  }
  const { uncovered } = plan;
  return {
    schemaVersion: 1,
    runId: input.runId,
    cluster: { id: input.cluster.id },
    scheduledAt: input.scheduledAt,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Math.round(tools.now() - startedAt),
    shards: plan.shards.map((shard) => shardSave(shard, verdicts.get(shard.shard))),
    uncovered,
  };
}

/**
 * What would be saved where, and why. Nothing is sent to a node but questions.
 *
 * @throws SaveError when no node tells who the members are
 */
export async function planSaves({ look }: Pick<SaveTools, 'look'>): Promise<SavePlan> {
  return planOf(await look());
}

function planOf(facts: ClusterFacts): SavePlan {
  const topology = topologyOf(facts);
  if (topology !== null) return chooseReplicas(topology, facts);
  const reasons = facts.nodes.map(({ address, view, info }) => {
    const [absent] = [view, info].filter((each) => each.state !== 'ok');
    return `${address}: ${absent === undefined ? 'nothing that says so' : absent.detail}`;
  });
  throw new SaveError(
    `no node tells who the members of the cluster are\n  ${reasons.join('\n  ')}`,
    'Give the user what `redis-auditor acl --for backup` prints, on every node (for copies, `--for copy`).',
  );
}

/** A plan, and what was seen when it was made. */
interface FitPlan {
  readonly plan: SavePlan;
  readonly facts: ClusterFacts;
}

/**
 * The plan once no shard waits for something that passes, or the patience is over.
 *
 * @throws SaveError when no node tells who the members are
 */
export async function fitPlan(
  { waitMs, deadline }: Pick<SaveInput, 'waitMs' | 'deadline'>,
  tools: Pick<SaveTools, 'look' | 'now' | 'sleep'>,
): Promise<FitPlan> {
  const until = tools.now() + waitMs;
  for (;;) {
    const facts = await tools.look();
    const plan = planOf(facts);
    const left = until - tools.now();
    if (left <= 0 || deadline.aborted || !plan.shards.some(mayPass)) return { plan, facts };
    await tools.sleep(Math.min(LOOK_AGAIN_MS, left), deadline);
    // Nobody can be asked any more: what was seen last is told.
    if (deadline.aborted) return { plan, facts };
  }
}

function mayPass({ chosen, replicas }: ShardPlan): boolean {
  return chosen === null && replicas.some(({ refusal }) => refusal !== null && passing.has(refusal));
}

async function saveUnlessTaken(
  { chosen, round }: ShardPlan,
  taken: Set<string>,
  input: SaveInput,
  tools: SaveTools,
): Promise<SaveVerdict> {
  if (chosen === null) throw new TypeError(`a shard without a replica is in round ${round}`);
  const host = hostOf(chosen.address);
  if (input.deadline.aborted) return notBegun('the time was up before its turn came', 'Give the run more time.');
  if (taken.has(host)) return notBegun('another save may still run on its host', 'Run it again when that is over.');
  const verdict = await saveShard(chosen, input, tools);
  if (mayStillRun(verdict)) taken.add(host);
  return verdict;
}

/** It was asked for, and nothing was seen that ended. */
function mayStillRun({ sent, measured, outcome }: SaveVerdict): boolean {
  return sent && measured === null && outcome !== 'failed';
}

function hostOf(address: string): string {
  return parseAddress(address)?.host ?? address;
}

function shardSave({ shard, slots, round, chosen, replicas }: ShardPlan, verdict: SaveVerdict | undefined): ShardSave {
  return { shard, slots, round, node: chosen, ...(verdict ?? noReplica(replicas.length)), replicas };
}
