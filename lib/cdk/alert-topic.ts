import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AlertRouting } from '../config/environment/schema.ts';
import type { AlertCarrier } from './alert-carrier.ts';
import { MachineSubscriptions } from './machine-subscriptions.ts';
import { PagerDuty } from './pagerduty.ts';
import { SlackChannel } from './slack-channel.ts';
import { SlackWebhook } from './slack-webhook.ts';

export interface AlertTopicProps {
  /** Of the environment; part of the name that Amazon Q knows the Slack channel by. */
  readonly environmentName: string;
  /**
   * Topic that is there already. Its policy and its encryption stay as they are: they must let the assess functions
   * publish, by their own permission `sns:Publish`.
   *
   * @default a topic is made that takes messages over TLS only
   */
  readonly topic?: ITopic;
  /** Who is told; each email address has to confirm a mail from AWS once. */
  readonly destinations: Partial<AlertRouting>;
  /** Directory with the bundles of the functions. */
  readonly bundles: string;
  /** The functions for a webhook and for PagerDuty are traced by X-Ray. */
  readonly tracing: boolean;
  readonly logRetention: RetentionDays;
  /**
   * Key of our own by which messages are encrypted while SNS holds them.
   *
   * @default encrypted as AWS encrypts every topic's disks
   */
  readonly encryptionKey?: IKey;
}

/** Where all alerts of an environment go, and who hears them. */
export class AlertTopic extends Construct {
  readonly topic: ITopic;
  /** The functions that carry to a Slack webhook and to PagerDuty, where these are among the destinations. */
  readonly carriers: readonly AlertCarrier[];
  /** What queues and web servers did not take, where there are some. */
  readonly machineDeadLetters: Queue | undefined;

  constructor(scope: Construct, id: string, props: AlertTopicProps) {
    super(scope, id);
    const { email = [], slack, queues = [], endpoints = [] } = props.destinations;
    const topic = props.topic ?? this.make(props);
    this.topic = topic;
    for (const address of email) topic.addSubscription(new EmailSubscription(address));
    if (slack !== undefined) {
      const { environmentName, logRetention } = props;
      new SlackChannel(this, 'Slack', { name: `RedisAuditor-${environmentName}`, ...slack, topic, logRetention });
    }
    this.carriers = this.carriersTo(props);
    const hasMachines = queues.length + endpoints.length > 0;
    this.machineDeadLetters = hasMachines
      ? new MachineSubscriptions(this, 'Machines', { topic, queues, endpoints }).deadLetters
      : undefined;
  }

  private carriersTo(props: AlertTopicProps): readonly AlertCarrier[] {
    const { bundles, tracing, logRetention, environmentName } = props;
    const { webhook, pagerduty } = props.destinations;
    const common = { topic: this.topic, bundles, tracing, logRetention };
    return [
      ...(webhook === undefined ? [] : [new SlackWebhook(this, 'Webhook', { ...common, secret: webhook.secret })]),
      ...(pagerduty === undefined
        ? []
        : [new PagerDuty(this, 'PagerDuty', { ...common, environmentName, service: pagerduty })]),
    ];
  }

  private make({ environmentName, encryptionKey }: AlertTopicProps): Topic {
    return new Topic(this, 'Topic', {
      displayName: `Redis auditor ${environmentName}`,
      enforceSSL: true,
      ...(encryptionKey === undefined ? {} : { masterKey: encryptionKey }),
    });
  }
}
