import { setTimeout as sleep } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import { snsSink } from '../lib/adapters/sinks/sns.ts';
import { s3Store } from '../lib/adapters/stores/s3.ts';
import { joinedCopies } from '../lib/adapters/stores/shared/copies-records.ts';
import { digestStore } from '../lib/adapters/stores/shared/digest-records.ts';
import { historyArchive } from '../lib/adapters/stores/shared/history-records.ts';
import { joinedFactArchive, recordStore } from '../lib/adapters/stores/shared/records.ts';
import { silenceStore } from '../lib/adapters/stores/shared/silence-records.ts';
import type { DigestedCluster } from '../lib/config/environment/deployed-digest.ts';
import { windowsAround } from '../lib/config/maintenance.ts';
import { type DigestInput, type DigestTools, digest } from '../lib/digest.ts';
import { digestPage } from '../lib/report/digest/html.ts';
import { digestMessage } from '../lib/report/digest/message.ts';
import { outlineOf } from '../lib/report/digest/outline.ts';
import { throwTogether } from '../lib/throw-together.ts';
import { patience } from './clients.ts';
import { deployedDigest } from './deployed-cluster.ts';
import { deployedRules } from './deployed-rules.ts';
import { httpsForm, variable } from './environment.ts';
import { parseDigestEvent } from './events.ts';
import { logger, observability } from './observability.ts';
import { once } from './once.ts';
import { traced } from './tracing.ts';

const surroundings = once(async () => {
  const catalogue = await deployedRules();
  return {
    catalogue,
    declared: await deployedDigest(catalogue),
    objects: s3Store(await traced(new S3Client(patience)), variable('bucket')),
    sink: snsSink(await traced(new SNSClient(patience)), variable('topic'), httpsForm()),
  };
});

type Surroundings = Awaited<ReturnType<typeof surroundings>>;

/** Started by a schedule: sums up each cluster, keeps the page, tells. One that fails holds up none of the others. */
export const handler = middy(async (event: unknown) => {
  const { scheduledAt: to } = parseDigestEvent(event);
  const around = await surroundings();
  const failures: unknown[] = [];
  const told: string[] = [];
  for (const cluster of around.declared.clusters) {
    try {
      const outcome = await digest(inputFor(around, cluster, to), toolsFor(around, cluster));
      logger.info('summed up', { cluster: cluster.id, to, told: outcome.told });
      if (outcome.told.length > 0) told.push(cluster.id);
    } catch (error) {
      failures.push(error);
    }
  }
  throwTogether(failures);
  return { to, told };
}).use(observability);

function inputFor(
  { catalogue, declared: { period } }: Surroundings,
  cluster: DigestedCluster,
  to: string,
): DigestInput {
  const { id, policy, intervals } = cluster;
  return { cluster: id, period, to, policy, intervals, catalogue };
}

function toolsFor({ objects, sink }: Surroundings, { maintenance }: DigestedCluster): DigestTools {
  const records = recordStore(objects);
  return {
    facts: joinedFactArchive(objects),
    state: records,
    history: historyArchive(objects),
    copies: joinedCopies(objects),
    silences: silenceStore(objects),
    digests: digestStore(objects),
    sinks: [sink],
    pause: (ms) => sleep(ms),
    windowsAround: (now) => windowsAround(maintenance, now),
    forms: {
      page: (composed) => digestPage(outlineOf(composed)),
      message: (composed) => digestMessage(composed, objects.location),
    },
    now: () => new Date().toISOString(),
  };
}
