import { expect } from '@jest/globals';
import { cart, machines, shop } from '../declared.ts';
import type { Expectation } from './expectation.ts';

const type = 'AWS::Lambda::Function';
const id = 'DigestFunction';
const weekly = { digest: {}, clusters: [shop, cart] };
const daily = { digest: { schedule: 'cron(0 7 * * ? *)', timeZone: 'Europe/Berlin', period: 'day' } };
const properties = (has: object): Expectation['has'] => ({ Properties: has });
const arnOf = (words: string) => ({ 'Fn::GetAtt': [expect.stringContaining(words) as unknown, 'Arn'] });

export const digests: readonly Expectation[] = [
  {
    says: 'One function sums up all clusters, outside any VPC, once at a time',
    declared: weekly,
    type,
    id,
    has: {
      Properties: expect.not.objectContaining({ VpcConfig: expect.anything() }),
    },
  },
  {
    says: 'It has time for many small objects, the bucket and the topic',
    declared: weekly,
    type,
    id,
    has: properties({
      MemorySize: 512,
      Timeout: 600,
      ReservedConcurrentExecutions: 1,
      Environment: {
        Variables: {
          AUDITOR_BUCKET: { Ref: expect.stringContaining('StorageBucket') },
          AUDITOR_TOPIC_ARN: { Ref: expect.stringContaining('AlertsTopic') },
        },
      },
    }),
  },
  {
    says: 'It tells web servers in the form that alerts have there',
    declared: { ...machines, digest: {} },
    type,
    id,
    has: properties({ Environment: { Variables: { AUDITOR_HTTPS_FORM: 'document' } } }),
  },
  {
    says: 'What it fails at is tried twice again, and lies in a queue of its own then',
    declared: weekly,
    type: 'AWS::Lambda::EventInvokeConfig',
    id: 'Digest',
    has: properties({
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: arnOf('DigestDeadLetters') } },
    }),
  },
  {
    says: 'It is due on Mondays at eight if nothing else is said, and is told when',
    declared: weekly,
    type: 'AWS::Scheduler::Schedule',
    id: 'DigestSchedule',
    has: properties({
      ScheduleExpression: 'cron(0 8 ? * MON *)',
      ScheduleExpressionTimezone: 'UTC',
      Target: {
        Arn: arnOf('DigestFunction'),
        Input: '{"scheduledAt":"<aws.scheduler.scheduled-time>"}',
        DeadLetterConfig: { Arn: arnOf('DigestDeadLetters') },
      },
    }),
  },
  {
    says: 'or when it is declared, by the clock of that zone',
    declared: daily,
    type: 'AWS::Scheduler::Schedule',
    id: 'DigestSchedule',
    has: properties({ ScheduleExpression: 'cron(0 7 * * ? *)', ScheduleExpressionTimezone: 'Europe/Berlin' }),
  },
  {
    says: 'A digest that failed is an alarm',
    declared: weekly,
    type: 'AWS::CloudWatch::Alarm',
    id: 'digestfailed',
    has: properties({
      AlarmName: 'RedisAuditor/test/digest-failed',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringContaining('DigestFunction') } }],
    }),
  },
  {
    says: 'and so is one that was given up on',
    declared: weekly,
    type: 'AWS::CloudWatch::Alarm',
    id: 'digestdeadletters',
    has: properties({
      AlarmName: 'RedisAuditor/test/digest-dead-letters',
      Dimensions: [
        { Name: 'QueueName', Value: { 'Fn::GetAtt': [expect.stringContaining('DigestDeadLetters'), 'QueueName'] } },
      ],
    }),
  },
];
