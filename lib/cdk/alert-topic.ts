import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { AlertRouting } from '../config/environment/schema.ts';
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
  /** The function for a webhook is traced by X-Ray. */
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
  /** Only with a webhook among the destinations. */
  readonly webhook: SlackWebhook | undefined;

  constructor(scope: Construct, id: string, props: AlertTopicProps) {
    super(scope, id);
    const { email = [], slack, webhook } = props.destinations;
    const { bundles, tracing, logRetention } = props;
    const topic = props.topic ?? this.make(props);
    this.topic = topic;
    for (const address of email) topic.addSubscription(new EmailSubscription(address));
    if (slack !== undefined) {
      new SlackChannel(this, 'Slack', { name: `RedisAuditor-${props.environmentName}`, ...slack, topic, logRetention });
    }
    this.webhook =
      webhook && new SlackWebhook(this, 'Webhook', { topic, secret: webhook.secret, bundles, tracing, logRetention });
  }

  private make({ environmentName, encryptionKey }: AlertTopicProps): Topic {
    return new Topic(this, 'Topic', {
      displayName: `Redis auditor ${environmentName}`,
      enforceSSL: true,
      ...(encryptionKey === undefined ? {} : { masterKey: encryptionKey }),
    });
  }
}
