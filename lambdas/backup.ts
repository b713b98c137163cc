import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { dialler } from '../lib/adapters/collectors/dialler.ts';
import { sleep } from '../lib/adapters/collectors/pace.ts';
import { s3Store } from '../lib/adapters/stores/s3.ts';
import { saveRecords } from '../lib/adapters/stores/shared/save-records.ts';
import { type SaveInput, type SaveTools, save } from '../lib/backup/save.ts';
import type { DeployedNodes } from '../lib/config/environment/deployed-nodes.ts';
import { isComplete, type SaveRun } from '../lib/core/backup/save-run.ts';
import { saveBudgetMs } from '../lib/core/budget.ts';
import { SaveError } from '../lib/core/errors.ts';
import { formatSlotRanges } from '../lib/core/slots.ts';
import type { ConnectionSettings } from '../lib/ports.ts';
import { patience } from './clients.ts';
import { deployedNodes } from './deployed-nodes.ts';
import { variable } from './environment.ts';
import { parseSaveEvent } from './events.ts';
import { lookAtMembers, NODE_TIMEOUT_MS, readConnection, WAIT_FOR_REWRITE_MS } from './nodes.ts';
import { forCluster, logger, observability } from './observability.ts';
import { once } from './once.ts';
import { traced } from './tracing.ts';

const surroundings = once(async () => {
  const cluster = await deployedNodes();
  forCluster(cluster.environment, cluster.cluster.id);
  return { cluster, history: saveRecords(s3Store(await traced(new S3Client(patience)), variable('bucket'))) };
});

/** Started by a schedule: lets one replica of each shard save, and fails where a shard was not saved. */
export const handler = middy(async (event: unknown, context: Context) => {
  const due = parseSaveEvent(event);
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
    waitMs: WAIT_FOR_REWRITE_MS,
    timeoutMs: NODE_TIMEOUT_MS,
    deadline,
  };
  const run = await save(input, toolsFor(cluster, await readConnection(cluster), input));
  for (const { replicas: _replicas, ...shard } of run.shards) logger.info('shard', { ...shard });
  await history.putSaves(run);
  if (!isComplete(run)) throw incomplete(run);
  return { ...due, status: 'saved', shards: run.shards.length, durationMs: run.durationMs };
}).use(observability);

function toolsFor(cluster: DeployedNodes, connection: ConnectionSettings, input: SaveInput): SaveTools {
  return {
    look: () => lookAtMembers(cluster, connection, input),
    dialler: dialler(connection),
    now: () => Date.now(),
    sleep,
  };
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
