import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { inParallel, sleep } from '../lib/adapters/collectors/pace.ts';
import { redisCollector } from '../lib/adapters/collectors/redis.ts';
import { stallProbe } from '../lib/adapters/collectors/stall-probe.ts';
import { secretLogin } from '../lib/adapters/secrets/secrets-manager.ts';
import { s3Store } from '../lib/adapters/stores/s3.ts';
import { recordStore } from '../lib/adapters/stores/shared/records.ts';
import { enabledRules } from '../lib/config/effective.ts';
import type { DeployedCluster } from '../lib/config/environment/deployed-cluster.ts';
import { connectionFor } from '../lib/config/environment/deployed-nodes.ts';
import { visitBudgetMs } from '../lib/core/budget.ts';
import { OutOfTimeError } from '../lib/core/errors.ts';
import type { ClusterFacts } from '../lib/core/facts.ts';
import type { RunKey } from '../lib/core/storage-keys.ts';
import { type ObserveInput, type ObserveTools, observe } from '../lib/observe.ts';
import type { Collector, Login, LoginSource } from '../lib/ports.ts';
import { patience } from './clients.ts';
import { deployedCluster } from './deployed-cluster.ts';
import { deployedRules } from './deployed-rules.ts';
import { variable } from './environment.ts';
import { parseObserveEvent } from './events.ts';
import { forCluster, logger, observability } from './observability.ts';
import { once } from './once.ts';
import { traced } from './tracing.ts';

const surroundings = once(async () => {
  const catalogue = await deployedRules();
  const cluster = await deployedCluster(catalogue);
  forCluster(cluster.environment, cluster.cluster.id);
  const store = recordStore(s3Store(await traced(new S3Client(patience)), variable('bucket')));
  const last: { login?: Login | undefined; collector?: Collector } = {};
  return { catalogue, cluster, store, login: await loginOf(cluster), last };
});

type Surroundings = Awaited<ReturnType<typeof surroundings>>;

async function loginOf({ secret, username }: DeployedCluster): Promise<LoginSource | undefined> {
  if (secret === undefined) return undefined;
  return secretLogin(await traced(new SecretsManagerClient(patience)), secret, username);
}

/** Started by a schedule: visits the cluster and stores what the nodes said. */
export const handler = middy(async (event: unknown, context: Context) => {
  const due = parseObserveEvent(event);
  const around = await surroundings();
  const run: RunKey = { cluster: around.cluster.cluster, ...due };
  if (await around.store.hasFacts(run)) {
    logger.info('this run is stored already, so nothing is visited', { ...due });
    return { ...due, status: 'repeated' };
  }
  const collector = collectorFor(around, await around.login?.read());
  const { facts, stored, outOfTime } = await observe(inputFor(around, run, context), toolsFor(around, collector));
  const counts = { nodes: facts.nodes.length, answered: answeredIn(facts), durationMs: facts.durationMs };
  logger.info('visited', { ...due, ...counts, stored });
  if (outOfTime) throw outOfTimeWith(facts);
  return { ...due, status: stored ? 'stored' : 'repeated', ...counts };
}).use(observability);

function inputFor({ catalogue, cluster }: Surroundings, run: RunKey, context: Context): ObserveInput {
  const { deadlineSeconds, concurrency } = cluster.collection;
  return {
    cluster: cluster.cluster,
    seeds: cluster.seeds,
    audit: run.audit,
    scheduledAt: run.scheduledAt,
    rules: enabledRules(catalogue, cluster, run.audit),
    runId: randomUUID(),
    concurrency,
    deadline: AbortSignal.timeout(visitBudgetMs(deadlineSeconds, context.getRemainingTimeInMillis())),
  };
}

function toolsFor(around: Surroundings, collector: Collector): ObserveTools {
  const { store, login } = around;
  const tools: ObserveTools = { collector, stallProbe, store, now: () => Date.now(), sleep, inParallel };
  return login === undefined ? tools : { ...tools, renewLogin: () => renewed(around, login) };
}

/** A secret that cannot be read again leaves it at the refusal, which is told as a finding. */
async function renewed(around: Surroundings, source: LoginSource): Promise<Collector | null> {
  logger.warn('every node refuses the login: reading the secret again');
  try {
    const login = await source.renew();
    return login === null ? null : collectorFor(around, login);
  } catch (error) {
    logger.error('the secret could not be read again', { error: error as Error });
    return null;
  }
}

/** A collector learns how the nodes like to be asked, so it lasts as long as its login. */
function collectorFor({ cluster, last }: Surroundings, login?: Login): Collector {
  if (last.collector !== undefined && isDeepStrictEqual(last.login, login)) return last.collector;
  last.collector = redisCollector(connectionFor(cluster, login?.password, login?.username));
  last.login = login;
  return last.collector;
}

function answeredIn({ nodes }: ClusterFacts): number {
  return nodes.filter(({ connection }) => connection.answered).length;
}

function outOfTimeWith(facts: ClusterFacts): OutOfTimeError {
  return new OutOfTimeError(
    `the time was up after ${answeredIn(facts)} of ${facts.nodes.length} nodes had answered; what they said is stored`,
    'Look at the nodes that do not answer. If all do, raise `collection.deadlineSeconds` or let the audit run less often.',
  );
}
