import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IMetric, type IWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { auditorMetric } from './auditor-metric.ts';
import type { ClusterBackup } from './cluster-backup.ts';
import type { ClusterDigest } from './cluster-digest.ts';

export const PERIOD = Duration.minutes(5);

/** Three beside each other. */
const WIDTH = 8;

export const sums = { period: PERIOD, statistic: Stats.SUM };
export const longest = { period: PERIOD, statistic: Stats.MAXIMUM };

export function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: WIDTH, leftYAxis: { min: 0, showUnits: false } });
}

/** Calls of schedules that their function did not take. */
export function refusedCalls(group: IScheduleGroup): Metric {
  return new Metric({
    namespace: 'AWS/Scheduler',
    metricName: 'TargetErrorCount',
    dimensionsMap: { ScheduleGroup: group.scheduleGroupName },
    label: 'calls refused',
    ...sums,
  });
}

export function deadLetters(queue: IQueue): IMetric {
  return queue.metricApproximateNumberOfMessagesVisible({ ...longest, label: 'dead letters' });
}

/** Saves, or copies, of one cluster. */
export function backupRow(backup: ClusterBackup, environmentName: string): IWidget[] {
  const { clusterId, work, function: worker, group } = backup;
  const what = `${clusterId}: ${work === 'save' ? 'saves' : 'copies'}`;
  const row = runsOf(what, worker, group);
  if (work === 'save') return row;
  const completed = auditorMetric(environmentName, 'copiesCompleted', clusterId, PERIOD).with({ label: 'complete' });
  return [...row, graph(`${what}, complete sets`, [completed])];
}

/** Sums of a day or a week, of all clusters. */
export function digestRow(digest: ClusterDigest): IWidget[] {
  const row = runsOf('Digests', digest.function, digest.group);
  return [...row, graph('Digests, given up on', [deadLetters(digest.deadLetters)])];
}

function runsOf(what: string, worker: IFunction, group: IScheduleGroup): IWidget[] {
  return [
    graph(`${what}, runs`, [
      worker.metricInvocations({ ...sums, label: 'runs' }),
      worker.metricErrors({ ...sums, label: 'errors' }),
      refusedCalls(group),
    ]),
    graph(`${what}, milliseconds`, [worker.metricDuration({ ...longest, label: 'longest' })]),
  ];
}
