import { GetTopicAttributesCommand, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { type AwsFailure, awsFailure } from '../../core/aws-failure.ts';
import { type HttpsForm, messageForms } from '../../core/message-forms.ts';
import type { Permission } from '../../permissions.ts';
import type { Sink } from '../../ports.ts';

type Sends = Pick<SNSClient, 'send'>;

/**
 * Publishes each message to a topic, in the form of each protocol that people and functions subscribe by.
 *
 * @param https what those get who subscribe by HTTPS
 */
export function snsSink(client: Sends, topicArn: string, https: HttpsForm = 'chat'): Sink {
  return {
    name: 'sns',
    async deliver(notification) {
      const [Message, Subject] = [messageForms(notification, https), notification.subject];
      try {
        await client.send(new PublishCommand({ TopicArn: topicArn, Subject, Message, MessageStructure: 'json' }));
        return { sink: 'sns', status: 'delivered' };
      } catch (error) {
        const failure = awsFailure(error);
        return { sink: 'sns', status: 'failed', retryable: failure.retryable, error: wordsFor(failure, topicArn) };
      }
    },
  };
}

function wordsFor({ kind, code }: AwsFailure, topicArn: string): string {
  const hints: Readonly<Record<AwsFailure['kind'], string>> = {
    denied: 'allow sns:Publish on it to the role of this function, and the use of its key, if it has one',
    missing: 'it is not there: deploy the stack again',
    throttled: 'SNS asks for fewer calls',
    unavailable: 'SNS has a problem of its own',
    network: 'SNS does not answer',
    refused: 'SNS does not take the message',
  };
  return `${topicArn} (${code}): ${hints[kind]}`;
}

/** Addresses that were asked to confirm their subscription and have not: nobody there hears of anything. */
export async function pendingSubscriptions(client: Sends, topicArn: string): Promise<number> {
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
  return Number(Attributes?.SubscriptionsPending ?? 0);
}

/** What a function needs at the alert topic. */
export const snsPermissions: Readonly<Record<'assess' | 'digest', readonly Permission[]>> = {
  assess: [
    { sid: 'PublishAlerts', actions: ['sns:Publish'], on: 'alert-topic', why: 'Tells people.' },
    {
      sid: 'CountSubscriptions',
      actions: ['sns:GetTopicAttributes'],
      on: 'alert-topic',
      why: 'Notices addresses that never confirmed their subscription.',
    },
    {
      sid: 'UseTopicKey',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      on: 'alert-topic-key',
      why: 'Publishes to an encrypted topic.',
    },
  ],
  digest: [
    { sid: 'PublishDigests', actions: ['sns:Publish'], on: 'alert-topic', why: 'Tells people.' },
    {
      sid: 'UseTopicKey',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      on: 'alert-topic-key',
      why: 'Publishes to an encrypted topic.',
    },
  ],
};
