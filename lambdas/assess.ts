import { setTimeout as sleep } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { pendingSubscriptions, snsSink } from '../lib/adapters/sinks/sns.ts';
import { s3Store } from '../lib/adapters/stores/s3.ts';
import { copiesRecords } from '../lib/adapters/stores/shared/copies-records.ts';
import { recordStore } from '../lib/adapters/stores/shared/records.ts';
import { silenceStore } from '../lib/adapters/stores/shared/silence-records.ts';
import { assessPending, type PendingInput, type PendingTools } from '../lib/assess-pending.ts';
import { declaredNames } from '../lib/config/declared-names.ts';
import { enabledRules } from '../lib/config/effective.ts';
import { windowsAround } from '../lib/config/maintenance.ts';
import { metricNames } from '../lib/constants.ts';
import { judgeBudgetMs } from '../lib/core/budget.ts';
import type { RunKey } from '../lib/core/storage-keys.ts';
import { patience } from './clients.ts';
import { deployedCluster } from './deployed-cluster.ts';
import { deployedRules } from './deployed-rules.ts';
import { httpsForm, variable } from './environment.ts';
import { parseFactsArrived } from './events.ts';
import { forCluster, logger, metrics, observability } from './observability.ts';
import { once } from './once.ts';
import { traced } from './tracing.ts';

const surroundings = once(async () => {
  const catalogue = await deployedRules();
  const cluster = await deployedCluster(catalogue);
  forCluster(cluster.environment, cluster.cluster.id);
  const bucket = variable('bucket');
  const topic = variable('topic');
  const sns = await traced(new SNSClient(patience));
  const objects = s3Store(await traced(new S3Client(patience)), bucket);
  const records = recordStore(objects);
  return { catalogue, cluster, bucket, topic, sns, objects, records, silences: silenceStore(objects) };
});

type Surroundings = Awaited<ReturnType<typeof surroundings>>;

/** Started by the arrival of facts: judges them and whatever waits before them, tells, remembers. */
export const handler = middy(async (event: unknown, context: Context) => {
  const around = await surroundings();
  const arrived = parseFactsArrived(event, around.bucket, around.cluster.cluster.id);
  const completed: RunKey[] = [];
  await assessPending(inputFor(around, arrived, context), toolsFor(around, completed));
  await countSubscriptions(around);
  return { completed: completed.map(({ audit, scheduledAt }) => ({ audit, scheduledAt })) };
}).use(observability);

function inputFor({ catalogue, cluster }: Surroundings, arrived: RunKey, context: Context): PendingInput {
  return {
    arrived,
    rulesOf: (audit) => enabledRules(catalogue, cluster, audit),
    catalogue,
    policy: cluster.policy,
    alerting: cluster.alerting,
    declared: declaredNames(cluster.natMap, cluster.maintenance),
    intervals: cluster.intervals,
    deadline: AbortSignal.timeout(judgeBudgetMs(context.getRemainingTimeInMillis())),
  };
}

function toolsFor(around: Surroundings, completed: RunKey[]): PendingTools {
  const { cluster, records, silences, sns, topic } = around;
  return {
    ...copiesOf(around),
    facts: records,
    state: records,
    history: records,
    sinks: [snsSink(sns, topic, httpsForm())],
    pause: (ms) => sleep(ms),
    quiet: {
      silences,
      windowsAround: (now) => windowsAround(cluster.maintenance, now),
      now: () => new Date().toISOString(),
    },
    judged({ audit, scheduledAt, summary, notifications }) {
      logger.info('judged', { audit, scheduledAt, summary, told: notifications.map(({ subject }) => subject) });
      metrics.addMetric(metricNames.criticalFindings, 'Count', summary.critical);
      metrics.addMetric(metricNames.warningFindings, 'Count', summary.warning);
    },
    completed(run) {
      metrics.addMetric(metricNames.auditsCompleted, 'Count', 1);
      completed.push(run);
    },
    repeated: ({ audit, scheduledAt }) =>
      logger.info('this run had its turn, so nothing is judged', { audit, scheduledAt }),
  };
}

/** The bucket is looked into for sets only where some are declared, and once for all runs that wait. */
function copiesOf({ cluster, objects }: Surroundings): Pick<PendingTools, 'copies'> {
  if (cluster.policy.backup === undefined) return {};
  const copies = copiesRecords(objects, () => Date.now());
  return { copies: { ...copies, look: once(() => copies.look(cluster.cluster.id)) } };
}

const HOUR_MS = 3_600_000;

let countedAt = Number.NEGATIVE_INFINITY;

/** Whoever has not confirmed a subscription hears of nothing, and does not know it: somebody else has to. */
async function countSubscriptions({ sns, topic }: Surroundings): Promise<void> {
  if (performance.now() - countedAt < HOUR_MS) return;
  countedAt = performance.now();
  try {
    const pending = await pendingSubscriptions(sns, topic);
    if (pending > 0) metrics.addMetric(metricNames.subscriptionsPending, 'Count', pending);
  } catch (error) {
    logger.warn('subscriptions could not be counted', { error: error as Error });
  }
}
