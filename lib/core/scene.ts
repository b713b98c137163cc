import { whyNotApplicable } from './applicable.ts';
import type { CopiesReading } from './backup/copies.ts';
import { copiesFact } from './backup/copies-fact.ts';
import type { Baseline } from './baseline.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { Evaluation } from './evaluate.ts';
import { type FactName, isClusterFact } from './fact-names.ts';
import { type FactSource, memberSource, wideSource } from './fact-source.ts';
import type { NodeFacts, Role } from './facts.ts';
import type { MissingFact, Resource } from './finding.ts';
import { missReason, type Observed } from './observed.ts';
import type { Policy } from './policy.ts';
import type { FactReader, FellowReader, MemberIdentity, PreviousName, Rule, RunContext } from './rule.ts';
import { runContext } from './run-context.ts';
import { type Shard, type Topology, topologyOf } from './topology.ts';

/** Facts laid out for the rules: who is there, what each said, and what is absent and why. */
export interface Scene {
  readonly clusterId: string;
  /** The cluster as a whole. */
  readonly resource: Resource;
  /** Identity of what a rule says of a resource. */
  fingerprint(this: void, rule: string, resource: Resource): string;
  /** Why a rule does not apply to this kind of cluster at all; undefined when it does. */
  misfit(rule: Rule): string | undefined;
  readonly policy: Policy;
  readonly run: RunContext;
  readonly topology: Topology | null;
  readonly shards: readonly ShardScene[];
  /** Every known member: listed by a view, visited, or a declared seed. */
  readonly members: readonly MemberScene[];
  member(nodeId: string): MemberScene | undefined;
  /** The other members of a node's shard. */
  fellows(of: MemberIdentity): readonly FellowReader<FactName>[];
  readonly everyone: readonly FellowReader<FactName>[];
  /** Facts about the cluster as a whole that the rule needs and that are absent. */
  missing(rule: Rule): readonly MissingFact[];
  readonly reader: FactReader;
}

/** One shard as findings name it. */
export interface ShardScene {
  readonly shard: Shard;
  readonly resource: Resource;
}

/** One member with its facts. */
export interface MemberScene {
  readonly identity: MemberIdentity;
  readonly resource: Resource;
  readonly answered: boolean;
  /** Facts of its own that the rule needs and that are absent. */
  missing(rule: Rule): readonly MissingFact[];
  readonly reader: FactReader;
  /** The same for rules about several nodes. */
  readonly named: FactReader & { readonly node: MemberIdentity };
}

/** @param baseline what the rules of one series compare with */
export function layOut(evaluation: Evaluation, baseline: Baseline, fingerprint: Scene['fingerprint']): Scene {
  const { facts, policy } = evaluation;
  const topology = deepFreeze(topologyOf(facts));
  const wide = wideSource(facts, baseline, topology, copiesOf(evaluation), evaluation.own);
  const sources = facts.nodes.map((node) => ({ node, source: memberSource(node, baseline.nodes[node.nodeId], wide) }));
  const roles = new Map(topology?.members.map((member) => [member.nodeId, member]));
  const members = sources.map(({ node, source }): MemberScene => {
    const identity = deepFreeze(identityOf(node, roles.get(node.nodeId)));
    const reader = readerOf(source);
    return {
      identity,
      resource: resourceOf(identity),
      answered: node.connection.answered,
      missing: (rule) => missingOf(namesOf(rule).own, source),
      reader,
      named: deepFreeze({ ...reader, node: identity }),
    };
  });
  const byId = new Map(members.map((member) => [member.identity.nodeId, member]));
  const everyone = deepFreeze(members.map(({ named }) => named));
  const shards = Map.groupBy(everyone, (each) => each.node.shard);
  const fellows = new Map(
    members.map(({ identity: { nodeId, shard } }) => {
      const others = shard === undefined ? [] : (shards.get(shard) ?? []).filter((each) => each.node.nodeId !== nodeId);
      return [nodeId, deepFreeze(others)];
    }),
  );
  return {
    clusterId: facts.cluster.id,
    resource: { kind: 'cluster', id: facts.cluster.id },
    fingerprint,
    misfit: (rule) => whyNotApplicable(rule, facts),
    policy: deepFreeze(policy),
    run: deepFreeze(runContext(evaluation, baseline, sources)),
    topology,
    shards: (topology?.shards ?? []).map((shard) => shardScene(shard, byId.get(shard.primary)?.identity)),
    members,
    member: (nodeId) => byId.get(nodeId),
    fellows: ({ nodeId }) => fellows.get(nodeId) ?? [],
    everyone,
    missing: (rule) => missingOf(namesOf(rule).wide, wide),
    reader: readerOf(wide),
  };
}

/** Where nobody looked, what was declared says whether there should be any. */
export function copiesOf({ facts, policy, copies }: Evaluation): Observed<CopiesReading> {
  return copies ?? copiesFact(facts.cluster, policy);
}

/** Whether a rule about several nodes needs any fact of each of them. */
export function asksMembers(rule: Rule): boolean {
  return [...rule.needs, ...rule.deltas, ...rule.previous].some((name) => !isWide(name));
}

function isWide(name: string): boolean {
  return isClusterFact(name);
}

function identityOf(node: NodeFacts, member: Topology['members'][number] | undefined): MemberIdentity {
  const own = node.info.state === 'ok' ? node.info.value.fields.role : undefined;
  const role: Role | null = own === 'master' ? 'primary' : own === 'slave' ? 'replica' : (member?.role ?? null);
  const { nodeId, address } = node;
  return { nodeId, address, role, ...(member?.shard === undefined ? {} : { shard: member.shard }) };
}

function resourceOf({ nodeId, address, shard }: MemberIdentity): Resource {
  return { kind: 'node', id: nodeId, address, ...(shard === undefined ? {} : { shard }) };
}

function shardScene(shard: Shard, primary: MemberIdentity | undefined): ShardScene {
  const address = primary === undefined ? {} : { address: primary.address };
  return { shard, resource: { kind: 'shard', id: shard.id, ...address } };
}

/** Facts that a rule cannot do without. */
type NeededNames = Pick<Rule, 'needs' | 'deltas' | 'previous'>;

const namesOfRules = new WeakMap<Rule, { readonly own: NeededNames; readonly wide: NeededNames }>();

/** Those of one member, and those of the cluster as a whole. Sorted once: every rule is asked of every member. */
function namesOf(rule: Rule): { readonly own: NeededNames; readonly wide: NeededNames } {
  const known = namesOfRules.get(rule);
  if (known !== undefined) return known;
  const those = (isWanted: (name: string) => boolean): NeededNames => ({
    needs: rule.needs.filter(isWanted),
    deltas: rule.deltas.filter(isWanted),
    previous: rule.previous.filter(isWanted),
  });
  const names = { own: those((name) => !isWide(name)), wide: those(isWide) };
  namesOfRules.set(rule, names);
  return names;
}

/** Asked of every rule and every member. */
function missingOf({ needs, deltas, previous }: NeededNames, source: FactSource): readonly MissingFact[] {
  const missing: MissingFact[] = [];
  for (const name of needs) noteMiss(missing, '', name, source.now(name));
  for (const name of deltas) noteMiss(missing, 'prev.', name, source.delta(name));
  for (const name of previous) noteMiss(missing, 'prev.', name, source.before(name));
  return missing;
}

function noteMiss(missing: MissingFact[], prefix: string, name: string, observed: Observed<unknown>): void {
  if (observed.state !== 'ok')
    missing.push({ fact: prefix + name, reason: missReason(observed), detail: observed.detail });
}

function readerOf(source: FactSource): FactReader {
  const value = (name: string, observed: ReturnType<FactSource['now']>): never => {
    if (observed.state !== 'ok') throw new Error(`a rule read ${name} without declaring it`);
    return observed.value as never;
  };
  const maybe = (observed: ReturnType<FactSource['now']>): never | undefined =>
    observed.state === 'ok' ? (observed.value as never) : undefined;
  return {
    fact: (name) => value(name, source.now(name)),
    maybe: (name) => maybe(source.now(name)),
    delta: (name) => value(name, source.delta(name)),
    // It is one for all who ask, whatever it holds.
    observedDelta: (name) => Object.freeze(source.delta(name)) as never,
    seconds: (name) => source.seconds(name),
    previous: (name: PreviousName) => value(name, source.before(name)),
    maybePrevious: (name: PreviousName) => maybe(source.before(name)),
  };
}
