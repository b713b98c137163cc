import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { dialler } from '../lib/adapters/collectors/dialler.ts';
import { inParallel, sleep } from '../lib/adapters/collectors/pace.ts';
import { replicationRdbSource } from '../lib/adapters/collectors/rdb-source.ts';
import { s3Backups } from '../lib/adapters/stores/s3-backups.ts';
import { type CopyInput, type CopyTools, copy } from '../lib/backup/copy.ts';
import { retireSets } from '../lib/backup/retire-sets.ts';
import { isMade } from '../lib/backup/sets.ts';
import type { DeployedNodes } from '../lib/config/environment/deployed-nodes.ts';
import { metricNames } from '../lib/constants.ts';
import { datasetBytes, expectedOf } from '../lib/core/backup/copy-pace.ts';
import { type BackupManifest, bytesOf } from '../lib/core/backup/manifest.ts';
import { copyBudgetMs } from '../lib/core/budget.ts';
import { formatBytes } from '../lib/core/byte-size.ts';
import { AUDITOR_CLIENT_NAME } from '../lib/core/client-name.ts';
import { CopyError } from '../lib/core/errors.ts';
import type { BackupStore } from '../lib/ports.ts';
import { transferPatience } from './clients.ts';
import { deployedNodes } from './deployed-nodes.ts';
import { variable } from './environment.ts';
import { parseCopyEvent } from './events.ts';
import { lookAtMembers, NODE_TIMEOUT_MS, readConnection, WAIT_FOR_REWRITE_MS } from './nodes.ts';
import { forCluster, logger, metrics, observability } from './observability.ts';
import { once } from './once.ts';
import { traced } from './tracing.ts';

const surroundings = once(async () => {
  const cluster = await deployedNodes();
  forCluster(cluster.environment, cluster.cluster.id);
  // The bucket of the stack aborts by itself what was begun and never completed.
  const store = s3Backups(await traced(new S3Client(transferPatience)), variable('bucket'), { abortsUploads: false });
  return { cluster, store };
});

/** Servers are to be heard of every 10 s while they prepare an RDB (`repl-ping-replica-period`). */
const IDLE_TIMEOUT_MS = 60_000;

/**
 * Started by a schedule: copies an RDB of each shard into the bucket, one after the other, and fails where the set is not
 * the whole cluster. The set is named by when it was due, so that a repeat finds it.
 */
export const handler = middy(async (event: unknown, context: Context) => {
  const { scheduledAt } = parseCopyEvent(event);
  const { cluster, store } = await surroundings();
  if (await isMade(store, cluster.cluster.id, Date.parse(scheduledAt))) {
    logger.info('this run was made already, so nothing is copied', { scheduledAt });
    return { scheduledAt, status: 'repeated' };
  }
  const run = runOf(cluster, scheduledAt, copyBudgetMs(context.getRemainingTimeInMillis()));
  const manifest = await copy(run, await toolsFor(cluster, store, run));
  for (const { slots: _slots, ...shard } of manifest.shards) logger.info('shard', { ...shard });
  if (!manifest.complete) throw incomplete(manifest, store);
  metrics.addMetric(metricNames.copiesCompleted, 'Count', 1);
  const deleted = await retire(cluster, store);
  return { scheduledAt, status: 'copied', set: manifest.set, bytes: bytesOf(manifest), deleted };
}).use(observability);

interface Run extends CopyInput {
  readonly scheduledAt: string;
  readonly budgetMs: number;
}

function runOf({ cluster: { id } }: DeployedNodes, scheduledAt: string, budgetMs: number): Run {
  return {
    cluster: { id },
    runId: randomUUID(),
    scheduledAt,
    dueAt: Date.parse(scheduledAt),
    waitMs: WAIT_FOR_REWRITE_MS,
    timeoutMs: NODE_TIMEOUT_MS,
    parallel: 1,
    budgetMs,
    deadline: AbortSignal.timeout(budgetMs),
  };
}

/** Old sets go only when there is a new one that is complete. @returns names of those that went */
async function retire({ cluster, keep = {} }: DeployedNodes, store: BackupStore): Promise<readonly string[]> {
  const { count = null, days = null } = keep;
  const verdicts = await retireSets(store, cluster.id, { count, days }, Date.now());
  return verdicts.flatMap(({ set, verdict }) => (verdict === 'delete' ? [set] : []));
}

async function toolsFor(cluster: DeployedNodes, store: BackupStore, run: Run): Promise<CopyTools> {
  const connection = await readConnection(cluster);
  const patience = {
    connectTimeoutMs: NODE_TIMEOUT_MS,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
    clientName: AUDITOR_CLIENT_NAME,
  };
  let looks = 0;
  return {
    store,
    source: replicationRdbSource(connection, patience),
    dialler: dialler(connection),
    async look() {
      const facts = await lookAtMembers(cluster, connection, run);
      // Later there is less time, and nothing to be decided any more.
      if (looks++ === 0) holdToTime(datasetBytes(facts), run.budgetMs);
      return facts;
    },
    now: () => Date.now(),
    sleep,
    inParallel,
  };
}

/** @throws CopyError when there is no hope: forks and megabytes that come to nothing would be paid for each night */
function holdToTime(bytes: number, budgetMs: number): void {
  const expected = expectedOf(bytes, budgetMs);
  const words = `the primaries hold ${formatBytes(bytes)}, and a function has ${Math.round(budgetMs / 1000)} s to copy`;
  if (expected === 'hopeless') throw new CopyError(words, TOO_LARGE);
  if (expected === 'may not fit') logger.warn(words, { hint: TOO_LARGE });
}

const TOO_LARGE =
  'Run `redis-auditor backup copy` from cron on a host in the network of the nodes: it has all the time it takes.';

/** Names what is missing, so that whoever is woken by it reads it in the first line of the log. */
function incomplete({ set, problems, shards }: BackupManifest, { location }: BackupStore): CopyError {
  const todo = shards.flatMap((shard) => (shard.todo === null ? [] : [`\n  shard ${shard.shard}: ${shard.todo}`]));
  return new CopyError(
    `set ${set} in ${location} is not the whole cluster\n  ${problems.join('\n  ')}${todo.join('')}`,
    'Mend it and let it run again: call the function with another scheduledAt, or `redis-auditor backup copy`.',
  );
}
