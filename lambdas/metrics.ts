import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import type { MiddlewareObj } from '@middy/core';
import { METRIC_DIMENSION, METRIC_NAMESPACE } from '../lib/constants.ts';

/** An invocation without metrics is nothing to warn of. */
const quiet = { ...console, warn: () => undefined };

export const metrics = new Metrics({ namespace: METRIC_NAMESPACE, logger: quiet });
// Each dimension more makes other metrics, and those cost: there is the cluster alone.
metrics.clearDefaultDimensions();

/** From now on every metric is about this cluster. */
export function measure(clusterId: string): void {
  metrics.setDefaultDimensions({ [METRIC_DIMENSION]: clusterId });
}

/** Publishes what was counted, also when the handler fails. */
export const publishMetrics: MiddlewareObj = logMetrics(metrics);
