import type { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_DIMENSION, METRIC_NAMESPACE, measuredCluster, metricNames } from '../constants.ts';

/** Audits and copies are counted; of findings and subscriptions the highest number counts, as each audit says how many there are. */
const statistics = {
  auditsCompleted: Stats.SUM,
  criticalFindings: Stats.MAXIMUM,
  warningFindings: Stats.MAXIMUM,
  subscriptionsPending: Stats.MAXIMUM,
  copiesCompleted: Stats.SUM,
} as const satisfies Readonly<Record<keyof typeof metricNames, string>>;

/** A metric that the functions of an environment publish, as alarms and the dashboard read it. */
export function auditorMetric(
  environmentName: string,
  name: keyof typeof metricNames,
  clusterId: string,
  period: Duration,
): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: metricNames[name],
    dimensionsMap: { [METRIC_DIMENSION]: measuredCluster(environmentName, clusterId) },
    period,
    statistic: statistics[name],
  });
}
