import type { CopiesReading } from './backup/copies.ts';
import { offHostCopy } from './backup/off-host-copies.ts';
import type { Evaluation } from './evaluate.ts';
import type { LossInputs } from './loss-inputs.ts';
import { lossInputs, rdbAge } from './loss-readings.ts';
import type { LossResult, ShardLoss } from './loss-result.ts';
import { judgeShardLoss, lossRows } from './loss-rows.ts';
import { lossWindow } from './loss-window.ts';
import type { Observed } from './observed.ts';
import { hostOf, type PlacedMember, placementOf } from './placement.ts';
import { copiesOf, type MemberScene, type Scene } from './scene.ts';
import { type Scenes, scenesOf } from './scenes.ts';
import type { Shard } from './topology.ts';

/** The rule that judges two of the rows: where it runs, the facts for all of them are read. */
export const lossRule = 'persistence/loss-window-too-long';

/**
 * What each way of failing would take from each shard, in the order of the slots.
 *
 * @param scenes of the same evaluation, where somebody else looks at them too
 * @returns undefined where {@link lossRule} is not part of the audit, or no node told of its cluster
 */
export function lossTable(evaluation: Evaluation, scenes: Scenes = scenesOf(evaluation)): LossResult | undefined {
  const enabled = evaluation.rules.find(({ rule }) => rule.id === lossRule);
  if (enabled === undefined) return undefined;
  const { facts, policy } = evaluation;
  const { maxLossSeconds } = policy;
  const scene = scenes(enabled.rule);
  const { provider } = facts.cluster;
  if (scene.misfit(enabled.rule) !== undefined) return { maxLossSeconds, skipped: ofProvider(provider), shards: [] };
  if (scene.topology === null) return undefined;
  const copies = copiesOf(evaluation);
  const wide = { hosts: placedMembers(scene, byHost), zones: placedMembers(scene, byZone), copies };
  return { maxLossSeconds, shards: scene.topology.shards.map((shard) => shardLoss(shard, scene, wide)) };
}

/** A managed service persists, and takes its snapshots, by means of its own; what they hold is not read yet. */
function ofProvider(provider: string): string {
  return `${provider} keeps its data and its snapshots by its own means, which the model does not know`;
}

/** What is known beyond the members of one shard. */
interface Wide {
  readonly hosts: readonly PlacedMember[];
  readonly zones: readonly PlacedMember[];
  readonly copies: Observed<CopiesReading>;
}

function shardLoss(shard: Shard, scene: Scene, wide: Wide): ShardLoss {
  const primary = scene.member(shard.primary);
  const address = primary?.identity.address ?? addressOf(shard.primary, scene);
  const inputs = primary === undefined ? nothingRead(scene) : shardInputs(shard, primary, scene, wide);
  const rows = lossRows(lossWindow(inputs));
  return {
    shard: shard.id,
    primary: address,
    ...judgeShardLoss(rows, scene.policy, primary?.answered === true),
    rows,
  };
}

function nothingRead({ policy: { kernelFlushSeconds } }: Scene): LossInputs {
  return { kernelFlushSeconds };
}

function addressOf(nodeId: string, { topology }: Scene): string {
  return topology?.members.find((member) => member.nodeId === nodeId)?.address ?? '';
}

function shardInputs(shard: Shard, primary: MemberScene, scene: Scene, { hosts, zones, copies }: Wide): LossInputs {
  return {
    ...memberInputs(shard, primary, scene),
    ...copyInputs(shard, primary, scene, copies),
    // Standalone nodes have no node timeout, and are told apart by that.
    ...(scene.run.mode === 'standalone' ? { nodeTimeoutSeconds: null } : {}),
    hosts: placementOf(shard, hosts),
    zones: placementOf(shard, zones),
  };
}

/** Which copies there are to go back to. */
export function copyInputs(shard: Shard, primary: MemberScene, scene: Scene, copies: Observed<CopiesReading>) {
  const ages = [primary.reader, ...replicaReaders(shard, scene)].map(rdbAge);
  return { offHostCopy: offHostCopy(copies, shard), localCopyAgeSeconds: youngest(ages) };
}

/** What the members of a shard tell the model. */
export function memberInputs(shard: Shard, primary: MemberScene, scene: Scene): LossInputs {
  const { kernelFlushSeconds } = scene.policy;
  const replicaCount = shard.replicas.length;
  return lossInputs(primary.reader, replicaReaders(shard, scene), { kernelFlushSeconds, replicaCount });
}

/** A replica that did not answer tells nothing. */
function replicaReaders({ replicas }: Shard, scene: Scene): readonly MemberScene['reader'][] {
  return replicas
    .flatMap((nodeId) => scene.member(nodeId) ?? [])
    .flatMap(({ answered, reader }) => (answered ? [reader] : []));
}

/** Of the copies that are known; null only when every member says that it has none. */
function youngest(ages: readonly (number | null | undefined)[]): number | null | undefined {
  const known = ages.filter((age) => typeof age === 'number');
  if (known.length > 0) return Math.min(...known);
  return ages.includes(undefined) ? undefined : null;
}

type PlaceOf = (address: string, member: MemberScene | undefined) => string | undefined;

const byHost: PlaceOf = (address) => hostOf(address);

/** Valkey says it from 8.0 on, where it is configured. */
const byZone: PlaceOf = (_, member) => member?.reader.maybe('info.server.availability_zone') || undefined;

function placedMembers(scene: Scene, placeOf: PlaceOf): readonly PlacedMember[] {
  return (scene.topology?.members ?? []).map(({ nodeId, address, role, markedFailed }) => {
    return { nodeId, role, place: placeOf(address, scene.member(nodeId)), promotable: !markedFailed };
  });
}
