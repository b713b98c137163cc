import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DeployedNodes } from '../config/environment/deployed-nodes.ts';
import type { Schedule as DeclaredSchedule } from '../config/environment/schema.ts';
import { environmentVariables } from '../constants.ts';
import { AuditorFunction } from './auditor-function.ts';
import { callerRole } from './caller-role.ts';
import type { ClusterNetwork } from './cluster-network.ts';
import { selected } from './egress.ts';
import { callOnSchedule } from './scheduled-call.ts';
import { callAgeSeconds } from './timing.ts';

export interface ClusterBackupProps {
  /** Whether replicas save, or are copied from. */
  readonly work: BackupWork;
  /** The cluster as the function is told of it, with the login of the user that may do this. */
  readonly deployed: DeployedNodes;
  readonly schedule: DeclaredSchedule;
  /** @default outside any VPC */
  readonly network?: ClusterNetwork;
  /** Groups of the function that visits: what reaches the nodes for audits does so for this. */
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

export type BackupWork = 'save' | 'copy';

/** As long as Lambda lets any function run: it takes as long as it takes. */
const LONGEST = Duration.minutes(15);

/** In which each kind of work differs. */
const works = {
  save: { id: 'Save', bundle: 'backup', memoryMb: 256, what: 'saves', does: 'lets replicas save' },
  // A whole processor: the bytes of an RDB are looked at, hashed and encrypted one after the other.
  copy: { id: 'Copy', bundle: 'copy', memoryMb: 1769, what: 'copies', does: 'copies replicas into the bucket' },
} as const;

/** Saves a cluster on its replicas, or copies it from them, on a schedule of its own. */
export class ClusterBackup extends Construct {
  readonly clusterId: string;
  readonly work: BackupWork;
  readonly schedule: DeclaredSchedule;
  readonly function: LambdaFunction;
  readonly group: ScheduleGroup;

  constructor(scope: Construct, id: string, props: ClusterBackupProps) {
    super(scope, id);
    this.clusterId = props.deployed.cluster.id;
    this.work = props.work;
    this.schedule = props.schedule;
    this.function = this.worker(props);
    this.group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    this.scheduled(props);
  }

  /**
   * One at a time, or two runs would fork on one host at once. What failed is not tried again: that would save or copy
   * the other shards a second time, and people hear of it.
   */
  private worker(props: ClusterBackupProps): LambdaFunction {
    const { deployed, network, securityGroups, bucket, deadLetters, bundles, tracing, logRetention } = props;
    const { id, bundle, memoryMb, does } = works[this.work];
    return new AuditorFunction(this, id, {
      bundle: { bundles, name: bundle, tracing, cluster: deployed },
      targets: {
        clusterId: this.clusterId,
        bucket,
        ...(deployed.secret === undefined ? {} : { secret: deployed.secret }),
      },
      description: `Redis auditor: ${does}, ${this.clusterId}`,
      timeout: LONGEST,
      memoryMb,
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
    const { work, group } = this;
    callOnSchedule(this, 'Schedule', {
      description: `Redis auditor: ${works[work].what} of ${this.clusterId}`,
      group,
      schedule,
      target: this.function,
      role: callerRole(this, `${work}-schedule`, group, {
        [work]: this.function,
        deadLetters,
      }).withoutPolicyUpdates(),
      input: { task: work },
      maxAge: Duration.seconds(Math.min(MOST_CALL_AGE_SECONDS, callAgeSeconds(schedule, now))),
      deadLetters,
    });
  }
}

/** Both were put where they disturb least: hours later it would be somewhere else. */
const MOST_CALL_AGE_SECONDS = 3600;
