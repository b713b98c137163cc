import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import type { MiddlewareObj } from '@middy/core';
import type { DeployedCluster } from '../lib/config/environment/deployed-cluster.ts';
import { METRIC_DIMENSION, METRIC_NAMESPACE, measuredCluster } from '../lib/constants.ts';

/** An invocation without metrics is nothing to warn of. */
const quiet = { ...console, warn: () => undefined };

export const metrics = new Metrics({ namespace: METRIC_NAMESPACE, logger: quiet });
// Each dimension more makes other metrics, and those cost: there is the cluster alone.
metrics.clearDefaultDimensions();

/** From now on every metric is about this cluster. */
export function measure({ environment, cluster }: DeployedCluster): void {
  metrics.setDefaultDimensions({ [METRIC_DIMENSION]: measuredCluster(environment, cluster.id) });
}

/** Publishes what was counted, also when the handler fails. */
export const publishMetrics: MiddlewareObj = logMetrics(metrics);
