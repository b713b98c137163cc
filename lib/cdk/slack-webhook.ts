import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { environmentVariables } from '../constants.ts';
import { AuditorFunction } from './auditor-function.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';

export interface SlackWebhookProps {
  readonly topic: ITopic;
  /** Secret whose text is the webhook's URL: its name or ARN. */
  readonly secret: string;
  readonly bundles: string;
  readonly tracing: boolean;
  readonly logRetention: RetentionDays;
}

/** A function that carries messages from the topic to an incoming webhook of Slack. */
export class SlackWebhook extends Construct {
  readonly function: LambdaFunction;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { topic, secret, bundles, tracing, logRetention }: SlackWebhookProps) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters').queue;
    const { function: carrier } = new AuditorFunction(this, 'Carrier', {
      bundle: { bundles, name: 'slack', tracing },
      description: 'Redis auditor: carries alerts to a Slack webhook',
      timeout: Duration.seconds(30),
      memoryMb: 256,
      variables: { [environmentVariables.webhookSecret]: secret },
      targets: { webhookSecret: secret },
      deadLetters: this.deadLetters,
      // Slack takes about a message a second: tried again a minute later it has room.
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      logRetention,
    });
    this.function = carrier;
    topic.addSubscription(new LambdaSubscription(carrier, { deadLetterQueue: this.deadLetters }));
  }
}
