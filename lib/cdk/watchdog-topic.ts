import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface WatchdogTopicProps {
  /**
   * Addresses that are told. Each has to confirm a mail from AWS once.
   *
   * @default nobody: subscribe something else to the topic, or the alarms are seen in CloudWatch alone
   */
  readonly email?: readonly string[];
  /**
   * Key of our own by which messages are encrypted while SNS holds them; its policy must let CloudWatch use it. The
   * key that AWS manages for SNS does not, and alarms would be lost without a word.
   *
   * @default encrypted as AWS encrypts every topic's disks
   */
  readonly encryptionKey?: IKey;
}

/** Where the auditor's own alarms go: apart from its alerts, so that a fault of theirs cannot silence it. */
export class WatchdogTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { email = [], encryptionKey }: WatchdogTopicProps = {}) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      displayName: 'Redis auditor in trouble',
      enforceSSL: true,
      ...(encryptionKey === undefined ? {} : { masterKey: encryptionKey }),
    });
    this.topic.addToResourcePolicy(alarmsMayPublish(this.topic));
    for (const address of email) this.topic.addSubscription(new EmailSubscription(address));
  }
}

/** A topic with a policy of its own lets nobody publish whom the policy does not name, the account's alarms included. */
function alarmsMayPublish(topic: Topic): PolicyStatement {
  const { account } = Stack.of(topic);
  const alarms = Stack.of(topic).formatArn({ service: 'cloudwatch', resource: 'alarm:*' });
  return new PolicyStatement({
    sid: 'AlarmsOfThisAccountMayPublish',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': alarms } },
  });
}
