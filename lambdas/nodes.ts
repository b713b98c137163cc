import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { inParallel, sleep } from '../lib/adapters/collectors/pace.ts';
import { redisCollector } from '../lib/adapters/collectors/redis.ts';
import { stallProbe } from '../lib/adapters/collectors/stall-probe.ts';
import { secretLogin } from '../lib/adapters/secrets/secrets-manager.ts';
import { memoryRecords } from '../lib/adapters/stores/memory-records.ts';
import { connectionFor, type DeployedNodes } from '../lib/config/environment/deployed-nodes.ts';
import { saveFacts } from '../lib/core/backup/save-facts.ts';
import type { ClusterFacts } from '../lib/core/facts.ts';
import { collectionOptions } from '../lib/core/questions.ts';
import { observe } from '../lib/observe.ts';
import type { ConnectionSettings } from '../lib/ports.ts';
import { patience } from './clients.ts';
import { traced } from './tracing.ts';

/** Longest silence accepted of a node, as in an audit. */
export const { timeoutMs: NODE_TIMEOUT_MS } = collectionOptions([]);

/** A rewrite of the append-only file that runs when saves or copies are due is waited for. */
export const WAIT_FOR_REWRITE_MS = 180_000;

/** One run of saves or copies. */
interface BackupRun {
  readonly runId: string;
  readonly scheduledAt: string;
  readonly deadline: AbortSignal;
}

/** How the nodes are reached. Read at each call: the secret may have been rotated since the night before. */
export async function readConnection(cluster: DeployedNodes): Promise<ConnectionSettings> {
  const { secret, username } = cluster;
  if (secret === undefined) return connectionFor(cluster, undefined);
  const login = await secretLogin(await traced(new SecretsManagerClient(patience)), secret, username).read();
  return connectionFor(cluster, login.password, login.username);
}

/** Visits every member, and brings what it takes to choose replicas. */
export async function lookAtMembers(
  { cluster, seeds, collection }: DeployedNodes,
  connection: ConnectionSettings,
  { runId, scheduledAt, deadline }: BackupRun,
): Promise<ClusterFacts> {
  const run = {
    cluster,
    seeds,
    audit: 'topology' as const,
    rules: [],
    others: saveFacts,
    runId,
    scheduledAt,
    concurrency: collection.concurrency,
    deadline: AbortSignal.any([deadline, AbortSignal.timeout(collection.deadlineSeconds * 1000)]),
  };
  const [collector, store] = [redisCollector(connection), memoryRecords()];
  return (await observe(run, { collector, stallProbe, store, now: () => Date.now(), sleep, inParallel })).facts;
}
