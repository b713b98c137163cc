import { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DeployedCluster } from '../config/environment/deployed-cluster.ts';
import { environmentVariables } from '../constants.ts';
import type { HttpsForm } from '../core/message-forms.ts';
import type { RuleScript } from '../local-rules/open.ts';
import { AuditSchedules } from './audit-schedules.ts';
import { AuditorFunction, type AuditorFunctionProps } from './auditor-function.ts';
import { type ClusterNetwork, dialledPorts, visitorGroup } from './cluster-network.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { selected } from './egress.ts';
import { FactsArrived } from './facts-arrived.ts';
import type { FunctionName } from './grants.ts';
import { observeTimeoutSeconds, type Schedules, turnAgeSeconds } from './timing.ts';

export interface ClusterAuditProps {
  /** The cluster as the functions are told of it. It is written beside their code, so it holds no references. */
  readonly deployed: DeployedCluster;
  readonly schedules: Schedules;
  /** @default only the rules that are built in */
  readonly localRules?: RuleScript;
  /** @default outside any VPC: the nodes can be reached from the internet */
  readonly network?: ClusterNetwork;
  /** Facts, history and state. It must tell EventBridge of new objects. */
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
  /** The functions are traced by X-Ray. */
  readonly tracing: boolean;
  readonly logRetention: RetentionDays;
  /** Milliseconds since 1970: a cron is looked at from here on. */
  readonly now: number;
}

/** Events wait at most so long for the function that judges: it reads what it missed from the bucket anyway. */
const ASSESS_EVENT_AGE = Duration.hours(1);

/** Enough to judge the facts of some hours, one after the other, after a time in which nothing could be judged. */
const ASSESS_TIMEOUT = Duration.minutes(2);

/** Everything that visits one cluster and judges what was seen. */
export class ClusterAudit extends Construct {
  readonly clusterId: string;
  readonly schedules: Schedules;
  readonly observe: LambdaFunction;
  readonly assess: LambdaFunction;
  /** What schedules, events and functions gave up on, of this cluster. */
  readonly deadLetters: Queue;
  /** Groups of the function that visits; none outside a VPC. */
  readonly securityGroups: readonly ISecurityGroup[];
  readonly timing: AuditSchedules;

  constructor(scope: Construct, id: string, props: ClusterAuditProps) {
    super(scope, id);
    this.clusterId = props.deployed.cluster.id;
    this.schedules = props.schedules;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters').queue;
    this.securityGroups = props.network === undefined ? [] : this.groups(props.network, props.deployed);
    this.observe = this.observer(props);
    this.assess = this.assessor(props);
    this.timing = new AuditSchedules(this, 'Schedules', {
      clusterId: this.clusterId,
      schedules: props.schedules,
      target: this.observe,
      deadLetters: this.deadLetters,
      now: props.now,
    });
    new FactsArrived(this, 'FactsArrived', {
      clusterId: this.clusterId,
      bucket: props.bucket,
      target: this.assess,
      deadLetters: this.deadLetters,
      maxEventAge: ASSESS_EVENT_AGE,
    });
  }

  private groups(network: ClusterNetwork, deployed: DeployedCluster): readonly ISecurityGroup[] {
    return network.securityGroups ?? [visitorGroup(this, 'Visitor', network.vpc, dialledPorts(deployed))];
  }

  /** One at a time: two visits would read the same slow-log entries, and the later one would put the cursor back. */
  private observer(props: ClusterAuditProps): LambdaFunction {
    const { deployed, network } = props;
    const timeout = observeTimeoutSeconds(deployed.collection.deadlineSeconds);
    return new AuditorFunction(this, 'Observe', {
      ...this.common('observe', props),
      description: `Redis auditor: visits the nodes of ${this.clusterId}`,
      timeout: Duration.seconds(timeout),
      memoryMb: 512,
      variables: { [environmentVariables.bucket]: props.bucket.bucketName },
      // What is over in a minute costs no audit; what is not is left to the next call.
      retryAttempts: 1,
      maxEventAge: Duration.seconds(turnAgeSeconds(props.schedules, props.now)),
      ...(network === undefined
        ? {}
        : {
            network: {
              vpc: network.vpc,
              vpcSubnets: selected(network),
              securityGroups: [...this.securityGroups],
            },
          }),
    }).function;
  }

  /** One at a time: alerts are decided from the state that the last decision left. */
  private assessor(props: ClusterAuditProps): LambdaFunction {
    return new AuditorFunction(this, 'Assess', {
      ...this.common('assess', props),
      description: `Redis auditor: judges what was seen of ${this.clusterId} and tells`,
      timeout: ASSESS_TIMEOUT,
      memoryMb: 256,
      variables: {
        [environmentVariables.bucket]: props.bucket.bucketName,
        [environmentVariables.topic]: props.alertTopic.topicArn,
        ...(props.httpsForm === undefined ? {} : { [environmentVariables.httpsForm]: props.httpsForm }),
      },
      retryAttempts: 2,
      maxEventAge: ASSESS_EVENT_AGE,
    }).function;
  }

  private common(name: FunctionName, props: ClusterAuditProps) {
    const { deployed, localRules, bucket, alertTopic, bundles, tracing, logRetention } = props;
    const rules = localRules === undefined ? {} : { rules: localRules };
    return {
      bundle: { bundles, name, tracing, cluster: deployed, ...rules },
      targets: {
        clusterId: this.clusterId,
        bucket,
        alertTopic,
        ...(deployed.secret === undefined ? {} : { secret: deployed.secret }),
      },
      deadLetters: this.deadLetters,
      reservedConcurrency: 1,
      logRetention,
    } satisfies Partial<AuditorFunctionProps>;
  }
}
