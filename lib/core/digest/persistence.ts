import type { CopiesReading } from '../backup/copies.ts';
import { copiesFact } from '../backup/copies-fact.ts';
import { emptyBaseline, extendBaseline } from '../baseline.ts';
import { emptyBaselines } from '../baselines.ts';
import type { ClusterFacts } from '../facts.ts';
import { fingerprinter } from '../fingerprint.ts';
import { sinceLastSave } from '../loss-readings.ts';
import { copyInputs, memberInputs } from '../loss-table.ts';
import { lossWindow } from '../loss-window.ts';
import type { Observed } from '../observed.ts';
import type { Policy } from '../policy.ts';
import type { FactReader } from '../rule.ts';
import { rule as lossRule } from '../rules/persistence/loss-window-too-long.ts';
import { parseSavePoints } from '../save-points.ts';
import { layOut, type MemberScene, type Scene } from '../scene.ts';
import type { Shard } from '../topology.ts';
import type { LossDigest, MemberDigest, PersistenceDigest, ShardDigest } from './digest.ts';

/**
 * How each shard persists, and what it can lose: as the rules see it, by the same model.
 *
 * @param earlier an audit before that, for the rate of writing and for fsyncs that were late
 * @param known what was known of copies off the hosts when these facts were judged; null when nothing was kept of that
 * @returns null when these facts do not tell which shards there are
 */
export function persistenceOf(
  facts: ClusterFacts,
  earlier: ClusterFacts | undefined,
  policy: Policy,
  known: Observed<CopiesReading> | null,
): PersistenceDigest | null {
  const baseline = earlier === undefined ? emptyBaseline : extendBaseline(emptyBaseline, earlier);
  const copies = known ?? copiesFact(facts.cluster, policy);
  const evaluation = { facts, baselines: emptyBaselines, rules: [], policy, copies };
  const scene = layOut(evaluation, baseline, fingerprinter(facts.cluster.id));
  if (scene.topology === null) return null;
  return {
    readAt: facts.scheduledAt,
    shards: scene.topology.shards.map((shard) => shardDigest(shard, scene, copies)),
  };
}

function shardDigest(shard: Shard, scene: Scene, copies: Observed<CopiesReading>): ShardDigest {
  const primary = scene.member(shard.primary);
  const missing = primary?.missing(lossRule).map(({ fact, detail }) => `${fact}: ${detail}`);
  const members = [shard.primary, ...shard.replicas].map((nodeId) => memberDigest(nodeId, shard, scene));
  return {
    id: shard.id,
    primary: addressOf(shard.primary, scene),
    members,
    loss: primary === undefined || missing?.length !== 0 ? null : lossOf(shard, primary, scene, copies),
    missing: missing ?? ['its primary was not visited'],
  };
}

function lossOf(shard: Shard, primary: MemberScene, scene: Scene, copies: Observed<CopiesReading>): LossDigest {
  const inputs = { ...memberInputs(shard, primary, scene), ...copyInputs(shard, primary, scene, copies) };
  const { processCrash, hostLoss, failover, emptyRestart, mistake } = lossWindow(inputs);
  return { onDisk: emptyRestart === null, processCrash, hostLoss, failover, mistake };
}

function addressOf(nodeId: string, scene: Scene): string {
  const listed = scene.topology?.members.find((member) => member.nodeId === nodeId);
  return listed?.address ?? scene.member(nodeId)?.identity.address ?? nodeId;
}

function memberDigest(nodeId: string, shard: Shard, scene: Scene): MemberDigest {
  const role = nodeId === shard.primary ? 'primary' : 'replica';
  const reader = scene.member(nodeId)?.reader;
  return { address: addressOf(nodeId, scene), role, ...(reader === undefined ? {} : readings(reader)) };
}

function readings(reader: FactReader): Omit<MemberDigest, 'address' | 'role'> {
  const { maybe } = reader;
  const appendOnly = maybe('info.persistence.aof_enabled');
  const fsync = maybe('config.appendfsync');
  const save = maybe('config.save');
  const points = save === undefined ? undefined : parseSavePoints(save);
  const status = maybe('info.persistence.rdb_last_bgsave_status');
  const rdbAgeSeconds = sinceLastSave(reader);
  return {
    ...(appendOnly === undefined ? {} : { appendOnly }),
    ...(fsync === undefined ? {} : { fsync }),
    ...(points === undefined || points === null ? {} : { saves: points.length > 0 }),
    ...(status === undefined ? {} : { lastSaveFailed: status !== 'ok' }),
    ...(rdbAgeSeconds === undefined ? {} : { rdbAgeSeconds }),
  };
}
