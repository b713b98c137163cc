import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { dialler } from '../lib/adapters/collectors/dialler.ts';
import { inParallel, sleep } from '../lib/adapters/collectors/pace.ts';
import { redisCollector } from '../lib/adapters/collectors/redis.ts';
import { stallProbe } from '../lib/adapters/collectors/stall-probe.ts';
import { secretLogin } from '../lib/adapters/secrets/secrets-manager.ts';
import { memoryRecords } from '../lib/adapters/stores/memory-records.ts';
import { s3Store } from '../lib/adapters/stores/s3.ts';
import { saveRecords } from '../lib/adapters/stores/shared/save-records.ts';
import { type SaveInput, type SaveTools, save } from '../lib/backup/save.ts';
import { connectionFor, type DeployedCluster } from '../lib/config/environment/deployed-cluster.ts';
import { saveFacts } from '../lib/core/backup/save-facts.ts';
import { isComplete, type SaveRun } from '../lib/core/backup/save-run.ts';
import { saveBudgetMs } from '../lib/core/budget.ts';
import { SaveError } from '../lib/core/errors.ts';
import { collectionOptions } from '../lib/core/questions.ts';
import { formatSlotRanges } from '../lib/core/slots.ts';
import { observe } from '../lib/observe.ts';
import type { ConnectionSettings } from '../lib/ports.ts';
import { patience } from './clients.ts';
import { deployedCluster } from './deployed-cluster.ts';
import { variable } from './environment.ts';
import { parseBackupEvent } from './events.ts';
import { forCluster, logger, observability } from './observability.ts';
import { once } from './once.ts';
import { traced } from './tracing.ts';

const surroundings = once(async () => {
  const cluster = await deployedCluster();
  forCluster(cluster.environment, cluster.cluster.id);
  return { cluster, history: saveRecords(s3Store(await traced(new S3Client(patience)), variable('bucket'))) };
});

/** Longest silence accepted of a node, as in an audit. */
const { timeoutMs: TIMEOUT_MS } = collectionOptions([]);

/** A rewrite that runs when the saves are due is waited for. */
const WAIT_MS = 180_000;

/** Started by a schedule: lets one replica of each shard save, and fails where a shard was not saved. */
export const handler = middy(async (event: unknown, context: Context) => {
  const due = parseBackupEvent(event);
  const { cluster, history } = await surroundings();
  if (await history.hasSaves({ cluster: cluster.cluster, ...due })) {
    logger.info('this run was made already, so nothing is saved', { ...due });
    return { ...due, status: 'repeated' };
  }
  const deadline = AbortSignal.timeout(saveBudgetMs(context.getRemainingTimeInMillis()));
  const { id } = cluster.cluster;
  const input: SaveInput = {
    cluster: { id },
    runId: randomUUID(),
    ...due,
    waitMs: WAIT_MS,
    timeoutMs: TIMEOUT_MS,
    deadline,
  };
  const run = await save(input, toolsFor(cluster, await connectionOf(cluster), input));
  for (const { replicas: _replicas, ...shard } of run.shards) logger.info('shard', { ...shard });
  await history.putSaves(run);
  if (!isComplete(run)) throw incomplete(run);
  return { ...due, status: 'saved', shards: run.shards.length, durationMs: run.durationMs };
}).use(observability);

/** Read at each call: the secret may have been rotated since the night before. */
async function connectionOf(cluster: DeployedCluster): Promise<ConnectionSettings> {
  const { secret, username } = cluster;
  if (secret === undefined) return connectionFor(cluster, undefined);
  const login = await secretLogin(await traced(new SecretsManagerClient(patience)), secret, username).read();
  return connectionFor(cluster, login.password, login.username);
}

function toolsFor(cluster: DeployedCluster, connection: ConnectionSettings, input: SaveInput): SaveTools {
  const now = (): number => Date.now();
  const collector = redisCollector(connection);
  const look = async () => {
    const run = {
      cluster: cluster.cluster,
      seeds: cluster.seeds,
      audit: 'topology' as const,
      rules: [],
      others: saveFacts,
      runId: input.runId,
      scheduledAt: input.scheduledAt,
      concurrency: cluster.collection.concurrency,
      deadline: AbortSignal.any([input.deadline, AbortSignal.timeout(cluster.collection.deadlineSeconds * 1000)]),
    };
    const store = memoryRecords();
    return (await observe(run, { collector, stallProbe, store, now, sleep, inParallel })).facts;
  };
  return { look, dialler: dialler(connection), now, sleep };
}

/** Names what is missing, so that whoever is woken by it reads it in the first line of the log. */
function incomplete({ shards, uncovered }: SaveRun): SaveError {
  const missing = shards.filter(({ outcome }) => outcome !== 'ok');
  const reasons = missing.map(({ shard, outcome, node, reason, todo }) =>
    `\n  shard ${shard}: ${outcome}${node === null ? '' : ` at ${node.address}`}, ${reason}. ${todo ?? ''}`.trimEnd(),
  );
  const unowned = uncovered.length === 0 ? [] : [`\n  nobody owns slots ${formatSlotRanges(uncovered)}`];
  return new SaveError(
    `${shards.length - missing.length} of ${shards.length} shards were saved on a replica${[...reasons, ...unowned].join('')}`,
    'Mend it and let it run again: call the function with another scheduledAt, or `redis-auditor backup save`.',
  );
}
