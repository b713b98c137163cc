import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DeployedDigest } from '../config/environment/deployed-digest.ts';
import type { DigestRouting } from '../config/environment/schema.ts';
import { environmentVariables } from '../constants.ts';
import type { HttpsForm } from '../core/message-forms.ts';
import type { RuleScript } from '../local-rules/open.ts';
import { AuditorFunction } from './auditor-function.ts';
import { callerRole } from './caller-role.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { callOnSchedule } from './scheduled-call.ts';

export interface ClusterDigestProps {
  /** Which clusters, and what of their declarations a digest depends on. */
  readonly deployed: DeployedDigest;
  /** @default only the rules that are built in */
  readonly localRules?: RuleScript;
  readonly schedule: Pick<DigestRouting, 'schedule' | 'timeZone'>;
  readonly bucket: IBucket;
  readonly alertTopic: ITopic;
  /**
   * What those get who subscribe by HTTPS.
   *
   * @default chat: a custom notification for Amazon Q
   */
  readonly httpsForm?: HttpsForm;
  /** Directory with the bundles of the functions. */
  readonly bundles: string;
  readonly tracing: boolean;
  readonly logRetention: RetentionDays;
}

/** Enough to open thousands of small objects for each of some clusters. */
const TIMEOUT = Duration.minutes(10);

/** A digest that comes hours late is still worth reading. */
const EVENT_AGE = Duration.hours(6);

/** One function that sums up all clusters of an environment, by a schedule. */
export class ClusterDigest extends Construct {
  readonly function: LambdaFunction;
  /** What the schedule and the function gave up on. */
  readonly deadLetters: Queue;
  readonly group: ScheduleGroup;

  constructor(scope: Construct, id: string, props: ClusterDigestProps) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters').queue;
    this.function = this.sums(props);
    this.group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    this.schedule(props, this.function);
  }

  /** One at a time: two would tell the same twice. */
  private sums(props: ClusterDigestProps): LambdaFunction {
    const { deployed, localRules, bucket, alertTopic, httpsForm, bundles, tracing, logRetention } = props;
    const rules = localRules === undefined ? {} : { rules: localRules };
    return new AuditorFunction(this, 'Digest', {
      bundle: { bundles, name: 'digest', tracing, digest: deployed, ...rules },
      description: `Redis auditor: sums up the ${deployed.period} of every cluster of ${deployed.environment}`,
      timeout: TIMEOUT,
      memoryMb: 512,
      variables: {
        [environmentVariables.bucket]: bucket.bucketName,
        [environmentVariables.topic]: alertTopic.topicArn,
        ...(httpsForm === undefined ? {} : { [environmentVariables.httpsForm]: httpsForm }),
      },
      targets: { clusterIds: deployed.clusters.map((cluster) => cluster.id), bucket, alertTopic },
      deadLetters: this.deadLetters,
      retryAttempts: 2,
      maxEventAge: EVENT_AGE,
      logRetention,
      reservedConcurrency: 1,
    }).function;
  }

  private schedule({ deployed, schedule }: ClusterDigestProps, target: IFunction): void {
    const { deadLetters, group } = this;
    callOnSchedule(this, 'Schedule', {
      description: `Redis auditor: digest of the ${deployed.period} of ${deployed.environment}`,
      group,
      schedule,
      target,
      role: callerRole(this, 'digest-schedule', group, { digest: target, deadLetters }).withoutPolicyUpdates(),
      maxAge: EVENT_AGE,
      deadLetters,
    });
  }
}
