import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { environmentVariables } from '../constants.ts';
import { AuditorFunction } from './auditor-function.ts';
import { callerRole } from './caller-role.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { callOnSchedule } from './scheduled-call.ts';

export interface DayRollUpProps {
  /** Name of the environment, for descriptions. */
  readonly environmentName: string;
  readonly clusterIds: readonly string[];
  readonly bucket: IBucket;
  /** Directory with the bundles of the functions. */
  readonly bundles: string;
  readonly tracing: boolean;
  readonly logRetention: RetentionDays;
}

/** Enough to read and delete some thousand small objects of each of several clusters. */
const TIMEOUT = Duration.minutes(15);

/** The next day's call makes up for one that is lost. */
const EVENT_AGE = Duration.hours(6);

/** At an hour at which neither audits of the hour nor the digest begin; any time of day will do. */
const DAILY = { schedule: 'cron(37 2 * * ? *)', timeZone: 'UTC' } as const;

/** One function that joins the small objects of finished days, for all clusters of an environment. */
export class DayRollUp extends Construct {
  readonly function: LambdaFunction;
  /** What the schedule and the function gave up on. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: DayRollUpProps) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters').queue;
    this.function = this.joins(props);
    this.schedule(props, this.function);
  }

  /** One at a time: two would do the same work twice. */
  private joins(props: DayRollUpProps): LambdaFunction {
    const { environmentName, clusterIds, bucket, bundles, tracing, logRetention } = props;
    return new AuditorFunction(this, 'Compact', {
      bundle: { bundles, name: 'compact', tracing },
      description: `Redis auditor: joins what finished days of ${environmentName} have left`,
      timeout: TIMEOUT,
      memoryMb: 1024,
      variables: {
        [environmentVariables.bucket]: bucket.bucketName,
        [environmentVariables.clusters]: clusterIds.join(','),
      },
      targets: { clusterIds, bucket },
      deadLetters: this.deadLetters,
      retryAttempts: 2,
      maxEventAge: EVENT_AGE,
      logRetention,
      reservedConcurrency: 1,
    }).function;
  }

  private schedule({ environmentName }: DayRollUpProps, target: IFunction): void {
    const { deadLetters } = this;
    const group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    callOnSchedule(this, 'Schedule', {
      description: `Redis auditor: joins the finished days of ${environmentName}`,
      group,
      schedule: DAILY,
      target,
      role: callerRole(this, 'compact-schedule', group, { compact: target, deadLetters }).withoutPolicyUpdates(),
      maxAge: EVENT_AGE,
      deadLetters,
    });
  }
}
