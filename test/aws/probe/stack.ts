import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { Alarm, Dashboard, GraphWidget, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import {
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  type IVpc,
  Port,
  SecurityGroup,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as RuleTarget } from 'aws-cdk-lib/aws-events-targets';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, type FunctionOptions, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, BucketEncryption, type CfnBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  EmailSubscription,
  LambdaSubscription,
  SqsSubscription,
  UrlSubscription,
} from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface ProbeProps extends StackProps {
  readonly memoryMb: number;
  /** URL of a web server that is told what the topic hears. */
  readonly subscriber: string;
}

/**
 * What a deployment of this project is made of, each in its smallest form: what the emulator does with it is what the
 * tests of the project itself may rely on.
 */
export class ProbeStack extends Stack {
  /** Names of its parts, for the outputs. */
  readonly names: Readonly<Record<string, string>>;
  private readonly key: Key;
  private readonly deadLetters: Queue;
  private readonly memoryMb: number;

  constructor(scope: Construct, id: string, { memoryMb, subscriber, ...props }: ProbeProps) {
    super(scope, id, props);
    this.memoryMb = memoryMb;
    this.key = new Key(this, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: this.key,
    });
    const single = this.single();
    const bucket = this.bucket();
    const onObject = this.onObject(bucket);
    const writer = this.makeFunction('Writer', {});
    bucket.grantPut(writer);
    const topic = this.topic(subscriber);
    this.schedules(single);
    this.watch(single, topic);
    this.names = {
      ...topic.names,
      single: single.functionName,
      onObject: onObject.functionName,
      writer: writer.functionName,
      bucket: bucket.bucketName,
      deadLetters: this.deadLetters.queueUrl,
    };
  }

  private makeFunction(id: string, options: FunctionOptions): LambdaFunction {
    return new LambdaFunction(this, id, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(join(import.meta.dirname, 'function')),
      timeout: Duration.seconds(4),
      memorySize: this.memoryMb,
      logGroup: new LogGroup(this, `${id}Logs`, {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      ...options,
    });
  }

  /** One at a time, in a VPC, never tried again. */
  private single(): LambdaFunction {
    const vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-west-1a'],
      privateSubnetIds: ['subnet-0123456789abcdef0'],
      privateSubnetRouteTableIds: ['rtb-0123456789abcdef0'],
    });
    new GatewayVpcEndpoint(this, 'S3Endpoint', { vpc, service: GatewayVpcEndpointAwsService.S3 });
    return this.makeFunction('Single', {
      reservedConcurrentExecutions: 1,
      retryAttempts: 0,
      maxEventAge: Duration.minutes(5),
      deadLetterQueue: this.deadLetters,
      vpc,
      vpcSubnets: { subnets: vpc.privateSubnets },
      securityGroups: [this.securityGroup(vpc)],
    });
  }

  /** Two that name each other make a resource of its own for the rule between them. */
  private securityGroup(vpc: IVpc): SecurityGroup {
    const [own, other] = [new SecurityGroup(this, 'Own', { vpc }), new SecurityGroup(this, 'Other', { vpc })];
    other.connections.allowFrom(own, Port.HTTPS);
    return own;
  }

  private bucket(): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(4) }],
      objectLockDefaultRetention: ObjectLockRetention.governance(Duration.days(1)),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const resource = bucket.node.defaultChild as CfnBucket;
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    return bucket;
  }

  private onObject(bucket: Bucket): LambdaFunction {
    const target = this.makeFunction('OnObject', {
      retryAttempts: 1,
      onFailure: new SqsDestination(this.deadLetters),
    });
    const detail = { bucket: { name: [bucket.bucketName] }, object: { key: [{ prefix: 'facts/cluster=shop/' }] } };
    new Rule(this, 'Rule', {
      eventPattern: { source: ['aws.s3'], detailType: ['Object Created'], detail },
      targets: [new RuleTarget(target)],
    });
    return target;
  }

  private topic(subscriber: string): Topic & { readonly names: Readonly<Record<string, string>> } {
    const topic = new Topic(this, 'Topic', { masterKey: this.key });
    const [queue, told] = [new Queue(this, 'Queue'), this.makeFunction('Told', { retryAttempts: 2 })];
    topic.addSubscription(new EmailSubscription('oncall@example.com'));
    topic.addSubscription(new SqsSubscription(queue));
    topic.addSubscription(new UrlSubscription(subscriber));
    topic.addSubscription(new LambdaSubscription(told));
    new SlackChannelConfiguration(this, 'Slack', {
      slackChannelConfigurationName: 'probe',
      slackWorkspaceId: 'T0123ABCD',
      slackChannelId: 'C0123ABCD',
      notificationTopics: [topic],
      guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')],
    });
    const names = { topic: topic.topicArn, queue: queue.queueUrl, told: told.functionName };
    return Object.assign(topic, { names });
  }

  private schedules(target: LambdaFunction): void {
    const scheduleGroup = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    const { scheduledTime, executionId, attemptNumber, scheduleArn } = ContextAttribute;
    const keywords = { scheduledAt: scheduledTime, executionId, attemptNumber, scheduleArn };
    for (const [id, schedule] of [
      ['Rate', ScheduleExpression.rate(Duration.minutes(1))],
      ['Cron', ScheduleExpression.expression('cron(* * * * ? *)')],
    ] as const) {
      new Schedule(this, id, {
        scheduleGroup,
        schedule,
        target: new LambdaInvoke(target, {
          input: ScheduleTargetInput.fromObject({ from: id, ...keywords }),
          retryAttempts: 0,
          maxEventAge: Duration.minutes(1),
          deadLetterQueue: this.deadLetters,
        }),
      });
    }
  }

  private watch(watched: LambdaFunction, topic: Topic): void {
    const metric = watched.metricErrors({ period: Duration.minutes(1) });
    const alarm = new Alarm(this, 'Alarm', {
      alarmName: 'Probe-errors',
      metric,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    new Dashboard(this, 'Dashboard', { widgets: [[new GraphWidget({ left: [metric] })]] });
  }
}
