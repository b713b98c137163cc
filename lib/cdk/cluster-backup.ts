import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DeployedCluster } from '../config/environment/deployed-cluster.ts';
import type { Schedule as DeclaredSchedule } from '../config/environment/schema.ts';
import { environmentVariables } from '../constants.ts';
import { AuditorFunction } from './auditor-function.ts';
import { callerRole } from './caller-role.ts';
import type { ClusterNetwork } from './cluster-network.ts';
import { selected } from './egress.ts';
import { callOnSchedule } from './scheduled-call.ts';
import { callAgeSeconds } from './timing.ts';

export interface ClusterBackupProps {
  /** The cluster as the function is told of it, with the login of the user that may save. */
  readonly deployed: DeployedCluster;
  readonly schedule: DeclaredSchedule;
  /** @default outside any VPC */
  readonly network?: ClusterNetwork;
  /** Groups of the function that visits: what reaches the nodes for audits does so for saves. */
  readonly securityGroups: readonly ISecurityGroup[];
  readonly bucket: IBucket;
  readonly deadLetters: Queue;
  /** Directory with the bundles of the functions. */
  readonly bundles: string;
  readonly tracing: boolean;
  readonly logRetention: RetentionDays;
  /** Milliseconds since 1970: a cron is looked at from here on. */
  readonly now: number;
}

/** As long as Lambda lets any function run: a save takes as long as it takes. */
const LONGEST = Duration.minutes(15);

/** Saves a cluster on its replicas, on a schedule of its own. */
export class ClusterBackup extends Construct {
  readonly clusterId: string;
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: ClusterBackupProps) {
    super(scope, id);
    this.clusterId = props.deployed.cluster.id;
    this.function = this.saver(props);
    this.scheduled(props);
  }

  /**
   * One at a time, or two runs would fork on one host at once. What failed is not tried again: that would save the
   * other shards a second time, and people hear of it.
   */
  private saver(props: ClusterBackupProps): LambdaFunction {
    const { deployed, network, securityGroups, bucket, deadLetters, bundles, tracing, logRetention } = props;
    return new AuditorFunction(this, 'Save', {
      bundle: { bundles, name: 'backup', tracing, cluster: deployed },
      targets: {
        clusterId: this.clusterId,
        bucket,
        ...(deployed.secret === undefined ? {} : { secret: deployed.secret }),
      },
      description: `Redis auditor: lets replicas of ${this.clusterId} save`,
      timeout: LONGEST,
      memoryMb: 256,
      variables: { [environmentVariables.bucket]: bucket.bucketName },
      deadLetters,
      retryAttempts: 0,
      maxEventAge: Duration.hours(1),
      reservedConcurrency: 1,
      logRetention,
      ...(network === undefined
        ? {}
        : { network: { vpc: network.vpc, vpcSubnets: selected(network), securityGroups: [...securityGroups] } }),
    }).function;
  }

  private scheduled({ schedule, deadLetters, now }: ClusterBackupProps): void {
    const group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    callOnSchedule(this, 'Schedule', {
      description: `Redis auditor: saves of ${this.clusterId}`,
      group,
      schedule,
      target: this.function,
      role: callerRole(this, 'schedules', group, { observe: this.function, deadLetters }).withoutPolicyUpdates(),
      input: { task: 'save' },
      maxAge: Duration.seconds(Math.min(MOST_CALL_AGE_SECONDS, callAgeSeconds(schedule, now))),
      deadLetters,
    });
  }
}

/** A save was put where it disturbs least: hours later it would be somewhere else. */
const MOST_CALL_AGE_SECONDS = 3600;
