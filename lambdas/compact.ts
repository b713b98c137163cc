import { S3Client } from '@aws-sdk/client-s3';
import middy from '@middy/core';
import { s3Store } from '../lib/adapters/stores/s3.ts';
import { measureText } from '../lib/adapters/stores/shared/json-objects.ts';
import { rollUp } from '../lib/roll-up.ts';
import { throwTogether } from '../lib/throw-together.ts';
import { patience } from './clients.ts';
import { variable } from './environment.ts';
import { parseCompactEvent } from './events.ts';
import { logger, observability } from './observability.ts';
import { once } from './once.ts';
import { traced } from './tracing.ts';

/** After an outage of a week nothing is left behind. */
const LOOK_BACK_DAYS = 8;

const surroundings = once(async () => ({
  clusters: variable('clusters').split(','),
  objects: s3Store(await traced(new S3Client(patience)), variable('bucket')),
}));

/** Started by a schedule: joins what finished days of each cluster have left. One that fails holds up none of the others. */
export const handler = middy(async (event: unknown) => {
  const { scheduledAt: now } = parseCompactEvent(event);
  const { clusters, objects } = await surroundings();
  const failures: unknown[] = [];
  let joined = 0;
  for (const clusterId of clusters) {
    try {
      const days = await rollUp({ clusterId, now, lookBackDays: LOOK_BACK_DAYS }, { objects, measureText });
      for (const { kind, day, joined: count, left } of days)
        logger.info('joined', { cluster: clusterId, kind, day, joined: count, left });
      joined += days.reduce((sum, day) => sum + day.joined, 0);
    } catch (error) {
      failures.push(error);
    }
  }
  throwTogether(failures);
  return { now, joined };
}).use(observability);
