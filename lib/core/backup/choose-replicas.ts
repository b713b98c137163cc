import { formatBytes } from '../byte-size.ts';
import type { ClusterFacts, Info, NodeFacts } from '../facts.ts';
import type { Shard, Topology } from '../topology.ts';
import { type Candidate, refusalOf } from './refusals.ts';
import { lagOf, memberState } from './replica-state.ts';
import { roundsOf } from './rounds.ts';
import type { Lag, ReplicaVerdict, SavePlan, ShardPlan } from './save-plan.ts';

/**
 * Decides which replica of each shard saves, and in which round. A primary is no candidate, whatever becomes of the
 * shard: without a fit replica nothing of it is saved. Of several fit ones the one that is least behind is taken, and
 * among equals the one whose id comes first, so that the same facts always lead to the same plan.
 */
export function chooseReplicas(topology: Topology, facts: Pick<ClusterFacts, 'nodes'>): SavePlan {
  const nodes = new Map(facts.nodes.map((node) => [node.nodeId, node]));
  const members = new Map(
    topology.members.map((member) => [member.nodeId, memberState(member, nodes.get(member.nodeId))]),
  );
  const hosts = Map.groupBy(members.values(), ({ host }) => host);
  const primaries = new Set(topology.shards.map(({ primary }) => primary));
  const found = topology.shards.map((shard) => {
    const candidates = shard.replicas.flatMap((id): readonly Candidate[] => {
      const member = members.get(id);
      if (member === undefined || primaries.has(id)) return [];
      const lag = lagOf(member.address, infoOf(nodes.get(id)), infoOf(nodes.get(shard.primary)));
      return [{ member, lag, host: hosts.get(member.host) ?? [member] }];
    });
    return planShard(shard, members.get(shard.primary)?.address ?? shard.primary, candidates);
  });
  const rounds = roundsOf(found.flatMap(({ shard, chosen }) => (chosen === null ? [] : [{ shard, ...chosen }])));
  const roundOf = new Map(rounds.flatMap((round, index) => round.map((shard) => [shard, index + 1] as const)));
  const shards = found.map((shard) => ({ ...shard, round: roundOf.get(shard.shard) ?? null }));
  return { shards, rounds, uncovered: topology.uncovered };
}

function infoOf(node: NodeFacts | undefined): Info | undefined {
  return node?.info.state === 'ok' ? node.info.value : undefined;
}

function planShard({ id, slots }: Shard, primary: string, candidates: readonly Candidate[]): Omit<ShardPlan, 'round'> {
  const ordered = [...candidates].sort(leastBehindFirst);
  const best = ordered.find((candidate) => refusalOf(candidate) === undefined);
  const verdicts = ordered.map((candidate) => verdictOn(candidate, best));
  const chosen = verdicts.filter(({ verdict }) => verdict === 'chosen');
  const replicas = [...chosen, ...verdicts.filter(({ verdict }) => verdict !== 'chosen')];
  const [first] = chosen;
  const place = first === undefined ? null : { nodeId: first.nodeId, address: first.address };
  return { shard: id, slots, primary, chosen: place, replicas };
}

/** A lag that nobody knows counts as more than any other. */
function leastBehindFirst(a: Candidate, b: Candidate): number {
  return (
    compare(a.lag.bytes ?? Number.MAX_VALUE, b.lag.bytes ?? Number.MAX_VALUE) ||
    compare(a.lag.seconds ?? Number.MAX_VALUE, b.lag.seconds ?? Number.MAX_VALUE) ||
    compare(a.member.nodeId, b.member.nodeId)
  );
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function verdictOn(candidate: Candidate, best: Candidate | undefined): ReplicaVerdict {
  const { nodeId, address } = candidate.member;
  const common = { nodeId, address, notes: notesOn(candidate), lag: candidate.lag };
  const refused = refusalOf(candidate);
  if (refused !== undefined) return { ...common, verdict: 'refused', ...refused };
  if (best === undefined || candidate === best)
    return {
      ...common,
      verdict: 'chosen',
      refusal: null,
      reason: `its link is up, and ${behind(candidate.lag)}`,
    };
  return { ...common, verdict: 'spare', refusal: null, reason: whySpare(candidate.lag, best.lag) };
}

function whySpare(own: Lag, best: Lag): string {
  const asGood = own.bytes === best.bytes && own.seconds === best.seconds;
  return asGood ? 'it is as good, and the id of the chosen one comes first' : behind(own);
}

function behind({ bytes, seconds }: Lag): string {
  if (bytes === null) return 'nobody knows how far it is behind';
  return `it is ${formatBytes(bytes)} behind${seconds === null ? '' : `, last heard of ${seconds} s ago`}`;
}

function notesOn({ member, host }: Candidate): readonly string[] {
  const unread = host.filter(({ said }) => said.state !== 'read').length;
  const { said } = member;
  if (said.state !== 'read') return [];
  return [
    ...(said.lastSaveFailed ? ['its last save failed'] : []),
    ...(unread > 0 ? [`the memory of ${unread} more on its host is not known`] : []),
  ];
}
