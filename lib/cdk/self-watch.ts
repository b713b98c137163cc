import { Annotations, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RUNBOOK_PAGE } from '../constants.ts';
import { type AlarmName, alarmDescription, alarmTexts } from './alarm-texts.ts';
import type { AlertTopic } from './alert-topic.ts';
import { auditorMetric } from './auditor-metric.ts';
import type { ClusterAudit } from './cluster-audit.ts';
import type { ClusterBackup } from './cluster-backup.ts';
import type { ClusterDigest } from './cluster-digest.ts';
import type { DayRollUp } from './day-roll-up.ts';
import { copyWindow, countingWindow, silenceWindow, turnAgeSeconds } from './timing.ts';

export interface SelfWatchProps {
  /** Begins the names of all alarms. */
  readonly environmentName: string;
  /** Who is told; it has to let the alarms of the account publish. */
  readonly topic: ITopic;
  /**
   * Address of the page with a heading for each alarm.
   *
   * @default its path in this project
   */
  readonly runbookUrl?: string;
  /** Milliseconds since 1970: a cron is looked at from here on. */
  readonly now: number;
}

const FIVE_MINUTES = Duration.minutes(5);

/** How an alarm counts. What is not said here is: at least one, within one period, and no data is good news. */
interface Counting {
  readonly comparison?: ComparisonOperator;
  readonly threshold?: number;
  readonly periods?: number;
  readonly missing?: TreatMissingData;
}

/** Alarms about the auditor itself: each by one metric, so that they cost ten cents a month, and on a topic of their own. */
export class SelfWatch extends Construct {
  private readonly props: SelfWatchProps;

  constructor(scope: Construct, id: string, props: SelfWatchProps) {
    super(scope, id);
    this.props = props;
  }

  watchCluster(audit: ClusterAudit): void {
    const { clusterId, schedules, deadLetters } = audit;
    this.watchSilence(audit);
    this.watchFunction(`${clusterId}/observe-failed`, audit.observe);
    this.watchFunction(`${clusterId}/assess-failed`, audit.assess);
    this.watchTurns(`${clusterId}/throttled`, audit.observe, turnAgeSeconds(schedules, this.props.now));
    this.watchDeadLetters(`${clusterId}/dead-letters`, deadLetters);
  }

  watchDigest(digest: ClusterDigest): void {
    this.watchFunction('digest-failed', digest.function);
    this.watchDeadLetters('digest-dead-letters', digest.deadLetters);
  }

  watchRollUp(rollUp: DayRollUp): void {
    this.watchFunction('compact-failed', rollUp.function);
    this.watchDeadLetters('compact-dead-letters', rollUp.deadLetters);
  }

  /** What did not succeed fails its function: one alarm tells both. */
  watchBackup(backup: ClusterBackup): void {
    const { clusterId, work, function: worker } = backup;
    const errors = worker.metricErrors({ period: FIVE_MINUTES, statistic: Stats.SUM });
    this.alarm(work === 'save' ? 'saveFailed' : 'copyFailed', `${clusterId}/${work}-failed`, errors);
    if (work === 'copy') this.watchCopies(backup);
  }

  /** @param counting any of the clusters: each of them counts the subscriptions of the topic that they share */
  watchAlerts({ topic, carriers, machineDeadLetters }: AlertTopic, counting: ClusterAudit): void {
    const failed = new Metric({
      namespace: 'AWS/SNS',
      metricName: 'NumberOfNotificationsFailed',
      dimensionsMap: { TopicName: topic.topicName },
      statistic: Stats.SUM,
      period: FIVE_MINUTES,
    });
    this.alarm('deliveryFailed', 'delivery-failed', failed);
    const { environmentName, now } = this.props;
    const { periodSeconds, periods } = countingWindow(counting.schedules, now);
    const period = Duration.seconds(periodSeconds);
    const pending = auditorMetric(environmentName, 'subscriptionsPending', counting.clusterId, period);
    this.alarm('subscriptionPending', 'subscription-pending', pending, { periods });
    for (const { alarmName, function: carrier, deadLetters } of carriers) {
      this.watchFunction(`${alarmName}-failed`, carrier);
      this.watchDeadLetters(`${alarmName}-dead-letters`, deadLetters);
    }
    if (machineDeadLetters !== undefined) this.watchDeadLetters('machines-dead-letters', machineDeadLetters);
  }

  /** No data is bad news: the auditor that died says nothing. */
  private watchSilence({ clusterId, schedules }: ClusterAudit): void {
    const window = silenceWindow(schedules, this.props.now);
    if (window === undefined) {
      Annotations.of(this).addInfo(
        `${clusterId} is audited so seldom that no alarm can tell a missed audit: alarms look back seven days.`,
      );
      return;
    }
    const period = Duration.seconds(window.periodSeconds);
    const completed = auditorMetric(this.props.environmentName, 'auditsCompleted', clusterId, period);
    this.alarm('missedRun', `${clusterId}/missed-run`, completed, {
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: window.periods,
      missing: TreatMissingData.BREACHING,
    });
  }

  /** No data is bad news here too. Of saves nobody needs it: audits see how old the newest one is. */
  private watchCopies({ clusterId, schedule }: ClusterBackup): void {
    const { environmentName, now } = this.props;
    const window = copyWindow(schedule, now);
    if (window === undefined) {
      Annotations.of(this).addInfo(
        `${clusterId} is copied so seldom that no alarm can tell a missed copy, as alarms look back seven days: backup/newest-too-old does.`,
      );
      return;
    }
    const period = Duration.seconds(window.periodSeconds);
    this.alarm(
      'missedCopy',
      `${clusterId}/missed-copy`,
      auditorMetric(environmentName, 'copiesCompleted', clusterId, period),
      {
        comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
        periods: window.periods,
        missing: TreatMissingData.BREACHING,
      },
    );
  }

  private watchFunction(name: string, watched: IFunction): void {
    this.alarm('functionFailed', name, watched.metricErrors({ period: FIVE_MINUTES, statistic: Stats.SUM }));
  }

  /**
   * By how long calls have waited, not by how often they were throttled: a cluster is visited by one call at a time, so
   * that calls of several schedules that fire together are throttled as a matter of course, and come through.
   */
  private watchTurns(name: string, watched: IFunction, turnAge: number): void {
    const age = watched.metric('AsyncEventAge', { statistic: Stats.MAXIMUM, period: FIVE_MINUTES });
    this.alarm('throttled', name, age, { threshold: (turnAge * 1000) / 2, periods: 3 });
  }

  private watchDeadLetters(name: string, queue: IQueue): void {
    const visible = queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: Stats.MAXIMUM });
    this.alarm('deadLetters', name, visible);
  }

  private alarm(text: AlarmName, name: string, metric: IMetric, counting: Counting = {}): void {
    const { environmentName, runbookUrl = RUNBOOK_PAGE, topic } = this.props;
    const alarm = new Alarm(this, name.replace('/', ' '), {
      // By slashes, which neither name has: prod-eu of shop is not prod of eu-shop.
      alarmName: `RedisAuditor/${environmentName}/${name}`,
      alarmDescription: alarmDescription(text, runbookUrl),
      metric,
      comparisonOperator: counting.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: counting.threshold ?? 1,
      evaluationPeriods: counting.periods ?? 1,
      treatMissingData: counting.missing ?? TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(topic);
    alarm.addAlarmAction(action);
    if (alarmTexts[text].lasts) alarm.addOkAction(action);
  }
}
