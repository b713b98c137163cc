import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import { METRIC_DIMENSION, METRIC_NAMESPACE, measuredCluster, SERVICE_NAME } from '../lib/constants.ts';
import { describeError } from './describe-error.ts';
import { tracing } from './tracing.ts';

export const logger = new Logger({ serviceName: SERVICE_NAME });

export const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: SERVICE_NAME, logger });
// It comes with a dimension of its own; a second one would make other metrics of the ones that the alarms look at.
metrics.clearDefaultDimensions();

/** From now on what is logged and counted is about this cluster: a function works for one all its life. */
export function forCluster(environment: string, clusterId: string): void {
  logger.appendPersistentKeys({ cluster: clusterId });
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ [METRIC_DIMENSION]: measuredCluster(environment, clusterId) });
}

/** Sends what was counted, also when the function failed. Powertools' own one warns at each call that counted nothing. */
const sendMetrics: MiddlewareObj = { after: sendStored, onError: sendStored };

function sendStored(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

/** The error goes on to Lambda, which tries again and counts it. */
const logError: MiddlewareObj = {
  onError({ error }) {
    logger.error('the function failed', { error: describeError(error) });
  },
};

/** What every handler does around its work. The context comes first: the others log with it, and it is taken away last. */
export const observability: MiddlewareObj[] = [
  injectLambdaContext(logger, { resetKeys: true }),
  ...tracing,
  logError,
  sendMetrics,
];
