import middy from '@middy/core';
import { forCluster, logger, metrics, observability } from '../../../lambdas/observability.ts';

/** The smallest function that does what all of them do: it logs, counts, and knows where its files are. */
export const handler = middy(async (event: { readonly cluster: string }) => {
  forCluster('prod', event.cluster);
  logger.info('hello', { directory: import.meta.dirname });
  metrics.addMetric('Greetings', 'Count', 1);
}).use(observability);
