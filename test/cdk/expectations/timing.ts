import { expect } from '@jest/globals';
import { copying, saving, shop } from '../declared.ts';
import type { Expectation } from './expectation.ts';

const schedule = 'AWS::Scheduler::Schedule';
const arnOf = (words: string) => ({ 'Fn::GetAtt': [expect.stringContaining(words) as unknown, 'Arn'] });
const properties = (has: object): Expectation['has'] => ({ Properties: has });
const at = (audit: string, expression: string | object) => ({
  clusters: [{ ...shop, schedules: { [audit]: expression } }],
});

export const timing: readonly Expectation[] = [
  {
    says: 'A schedule calls the visitor with the kind of audit and the time it was due',
    type: schedule,
    id: 'slowlog',
    has: properties({
      Target: {
        Arn: arnOf('shopObserveFunction'),
        Input: '{"audit":"slowlog","scheduledAt":"<aws.scheduler.scheduled-time>"}',
      },
    }),
  },
  {
    says: 'Most audits are due every five minutes if nothing else is said',
    type: schedule,
    id: 'latency',
    has: properties({ ScheduleExpression: 'rate(5 minutes)', State: 'ENABLED', FlexibleTimeWindow: { Mode: 'OFF' } }),
  },
  {
    says: 'Saves have a schedule of their own, and none of them begins hours late',
    declared: saving,
    type: schedule,
    id: 'Backupshop',
    has: properties({
      ScheduleExpression: 'cron(0 2 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      Target: {
        Arn: arnOf('BackupshopSaveFunction'),
        Input: '{"task":"save","scheduledAt":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: { Arn: arnOf('shopDeadLetters') },
      },
    }),
  },
  {
    says: 'So do copies',
    declared: copying,
    type: schedule,
    id: 'Copyshop',
    has: properties({
      ScheduleExpression: 'cron(0 3 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      Target: {
        Arn: arnOf('CopyshopCopyFunction'),
        Input: '{"task":"copy","scheduledAt":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: { Arn: arnOf('shopDeadLetters') },
      },
    }),
  },
  {
    says: 'the whole every quarter of an hour',
    type: schedule,
    id: 'full',
    has: properties({ ScheduleExpression: 'rate(15 minutes)' }),
  },
  {
    says: 'A cron fires by the clock of the zone that is named',
    declared: at('full', { schedule: 'cron(10 * * * ? *)', timeZone: 'Europe/Berlin' }),
    type: schedule,
    id: 'shopSchedules',
    has: properties({ ScheduleExpression: 'cron(10 * * * ? *)', ScheduleExpressionTimezone: 'Europe/Berlin' }),
  },
  {
    says: 'A call that could not be made is tried again for one period, and not for a day as by default',
    type: schedule,
    id: 'topology',
    has: properties({
      Target: {
        RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 300 },
        DeadLetterConfig: { Arn: arnOf('shopDeadLetters') },
      },
    }),
  },
  {
    says: 'The period is its own',
    type: schedule,
    id: 'full',
    has: properties({ Target: { RetryPolicy: { MaximumEventAgeInSeconds: 900 } } }),
  },
  {
    says: 'and a day at most, which is all that AWS takes',
    declared: at('full', 'rate(7 days)'),
    type: schedule,
    id: 'shopSchedules',
    has: properties({ Target: { RetryPolicy: { MaximumEventAgeInSeconds: 86_400 } } }),
  },
  {
    says: 'Schedules call by a role that only the schedules of this cluster take on',
    type: 'AWS::IAM::Role',
    id: 'shopSchedulesCaller',
    has: properties({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: {
                'aws:SourceAccount': { Ref: 'AWS::AccountId' },
                'aws:SourceArn': arnOf('SchedulesGroup'),
              },
            },
          },
        ],
      },
    }),
  },
  {
    says: 'The judge is called by the arrival of facts of this cluster, and of nothing else',
    type: 'AWS::Events::Rule',
    has: properties({
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: [{ Ref: expect.stringContaining('StorageBucket') }] },
          object: { key: [{ wildcard: 'facts/cluster=shop/dt=*/2*.json.gz' }] },
        },
      },
    }),
  },
  {
    says: 'An event that could not be handed over is kept',
    type: 'AWS::Events::Rule',
    has: properties({
      Targets: [
        {
          Arn: arnOf('shopAssessFunction'),
          DeadLetterConfig: { Arn: arnOf('shopDeadLetters') },
          RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 },
        },
      ],
    }),
  },
];
