import { callJson } from './calls.ts';
import type { Emulator } from './emulator.ts';

/** A queue whose messages are taken out and kept. */
export interface Queue {
  readonly url: string;
  readonly arn: string;
  /** Bodies of all messages so far, in the order in which they were taken out. */
  messages(): Promise<readonly string[]>;
}

export function openQueue(emulator: Emulator, url: string): Queue {
  const bodies: string[] = [];
  const name = url.split('/').at(-1) ?? '';
  return {
    url,
    arn: `arn:aws:sqs:${emulator.region}:${emulator.account}:${name}`,
    async messages() {
      for (;;) {
        const taken = await take(emulator, url);
        if (taken.length === 0) return [...bodies];
        bodies.push(...taken);
      }
    },
  };
}

/** Makes a queue that a topic may put messages in. */
export async function createQueue(emulator: Emulator, name: string, topicArn: string): Promise<Queue> {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: '*',
    Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
  };
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const input = { QueueName: name, Attributes: { Policy: policy } };
  const { QueueUrl } = await callJson<{ QueueUrl: string }>(emulator, 'sqs', 'AmazonSQS.CreateQueue', input);
  return openQueue(emulator, QueueUrl);
}

interface Message {
  readonly Body: string;
  readonly ReceiptHandle: string;
}

async function take(emulator: Emulator, QueueUrl: string): Promise<readonly string[]> {
  const input = { QueueUrl, MaxNumberOfMessages: 10 };
  const answer = await callJson<{ Messages?: readonly Message[] }>(emulator, 'sqs', 'AmazonSQS.ReceiveMessage', input);
  const messages = answer.Messages ?? [];
  for (const { ReceiptHandle } of messages) {
    await callJson(emulator, 'sqs', 'AmazonSQS.DeleteMessage', { QueueUrl, ReceiptHandle });
  }
  return messages.map(({ Body }) => Body);
}
