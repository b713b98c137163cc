import { type ITopic, Subscription, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';

export interface MachineSubscriptionsProps {
  readonly topic: ITopic;
  /** ARNs of queues, whose policies let the topic send. */
  readonly queues: readonly string[];
  /** https:// URLs. */
  readonly endpoints: readonly string[];
}

/**
 * Queues and web servers that get each message as a JSON document, and a queue of what they did not take.
 *
 * A queue gets the document alone: who may send to it is said by its own policy. A web server gets it in the envelope of
 * SNS, signed: that is how it can tell who sends, and how it confirms that it wants it.
 */
export class MachineSubscriptions extends Construct {
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { topic, queues, endpoints }: MachineSubscriptionsProps) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters').queue;
    const subscribe = (protocol: SubscriptionProtocol, endpoint: string, rawMessageDelivery: boolean): void => {
      new Subscription(this, endpoint, {
        topic,
        protocol,
        endpoint,
        rawMessageDelivery,
        deadLetterQueue: this.deadLetters,
      });
    };
    for (const queue of queues) subscribe(SubscriptionProtocol.SQS, queue, true);
    for (const endpoint of endpoints) subscribe(SubscriptionProtocol.HTTPS, endpoint, false);
  }
}
