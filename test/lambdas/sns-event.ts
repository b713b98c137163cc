import type { SNSEvent } from 'aws-lambda';

let messages = 0;

/** What SNS hands to a function. @param publishedAt ISO 8601, of all of them */
export function snsEvent(bodies: readonly string[], publishedAt = '2026-03-01T03:00:00.000Z'): SNSEvent {
  const record = (Message: string) => ({
    EventVersion: '1.0',
    EventSubscriptionArn: 'arn:aws:sns:eu-west-1:123456789012:alerts:1',
    EventSource: 'aws:sns',
    Sns: {
      MessageId: `message ${messages++}`,
      Subject: 'of the mail',
      Message,
      Timestamp: publishedAt,
      TopicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
      Type: 'Notification',
      SignatureVersion: '1',
      Signature: '',
      SigningCertUrl: '',
      UnsubscribeUrl: '',
      MessageAttributes: {},
    },
  });
  return { Records: bodies.map(record) };
}
