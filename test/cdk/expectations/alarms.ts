import { expect } from '@jest/globals';
import { copying, everything, saving, shop } from '../declared.ts';
import type { Expectation } from './expectation.ts';

const type = 'AWS::CloudWatch::Alarm';
const watchdog = [{ Ref: expect.stringContaining('WatchdogTopic') as unknown }];
const properties = (has: object): Expectation['has'] => ({ Properties: has });
const every = (schedule: string) => ({ clusters: [{ ...shop, schedules: { topology: schedule } }] });
const dimension = (Name: string, Value: unknown) => [{ Name, Value }];
const functionName = (words: string) => dimension('FunctionName', { Ref: expect.stringContaining(words) });

export const alarms: readonly Expectation[] = [
  {
    says: 'A missed audit: none completed in two periods, and no data is no excuse',
    type,
    id: 'missedrun',
    has: properties({
      AlarmName: 'RedisAuditor/test/shop/missed-run',
      Namespace: 'RedisClusterAuditor',
      MetricName: 'AuditsCompleted',
      Dimensions: dimension('cluster', 'test/shop'),
      Statistic: 'Sum',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 2,
      TreatMissingData: 'breaching',
      AlarmActions: watchdog,
      OKActions: watchdog,
    }),
  },
  {
    says: 'A missed audit of every day is missed after two',
    declared: every('rate(1 day)'),
    type,
    id: 'missedrun',
    has: properties({ Period: 86_400, EvaluationPeriods: 2 }),
  },
  {
    says: 'A missed audit of every third day is missed after six',
    declared: every('rate(3 days)'),
    type,
    id: 'missedrun',
    has: properties({ Period: 86_400, EvaluationPeriods: 6 }),
  },
  {
    says: 'A visit that failed',
    type,
    id: 'observefailed',
    has: properties({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: functionName('shopObserveFunction'),
      Statistic: 'Sum',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: watchdog,
    }),
  },
  {
    says: 'A judgement that failed',
    type,
    id: 'assessfailed',
    has: properties({
      MetricName: 'Errors',
      Dimensions: functionName('shopAssessFunction'),
      TreatMissingData: 'notBreaching',
    }),
  },
  {
    says: 'A shard that was not saved, which fails the function',
    declared: saving,
    type,
    id: 'savefailed',
    has: properties({
      AlarmName: 'RedisAuditor/test/shop/save-failed',
      MetricName: 'Errors',
      Dimensions: functionName('BackupshopSaveFunction'),
      TreatMissingData: 'notBreaching',
      AlarmActions: watchdog,
    }),
  },
  {
    says: 'A copy that is not complete, which fails the function',
    declared: copying,
    type,
    id: 'copyfailed',
    has: properties({
      AlarmName: 'RedisAuditor/test/shop/copy-failed',
      MetricName: 'Errors',
      Dimensions: functionName('CopyshopCopyFunction'),
      TreatMissingData: 'notBreaching',
      AlarmActions: watchdog,
    }),
  },
  {
    says: 'A missed copy: none complete for two hours more than from one to the next, and no data is no excuse',
    declared: copying,
    type,
    id: 'missedcopy',
    has: properties({
      AlarmName: 'RedisAuditor/test/shop/missed-copy',
      Namespace: 'RedisClusterAuditor',
      MetricName: 'CopiesCompleted',
      Dimensions: dimension('cluster', 'test/shop'),
      Statistic: 'Sum',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 3600,
      EvaluationPeriods: 26,
      TreatMissingData: 'breaching',
      AlarmActions: watchdog,
      OKActions: watchdog,
    }),
  },
  {
    says: 'Calls that have waited for more than half a period, three times in a row',
    type,
    id: 'throttled',
    has: properties({
      Namespace: 'AWS/Lambda',
      MetricName: 'AsyncEventAge',
      Dimensions: functionName('shopObserveFunction'),
      Statistic: 'Maximum',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 150_000,
      EvaluationPeriods: 3,
      TreatMissingData: 'notBreaching',
    }),
  },
  {
    says: 'A dead letter',
    type,
    id: 'shopdeadletters',
    has: properties({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: dimension('QueueName', { 'Fn::GetAtt': [expect.stringContaining('shopDeadLetters'), 'QueueName'] }),
      Statistic: 'Maximum',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    }),
  },
  {
    says: 'A message that was not delivered',
    type,
    id: 'deliveryfailed',
    has: properties({
      Namespace: 'AWS/SNS',
      MetricName: 'NumberOfNotificationsFailed',
      Dimensions: dimension('TopicName', { 'Fn::GetAtt': [expect.stringContaining('AlertsTopic'), 'TopicName'] }),
      Statistic: 'Sum',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    }),
  },
  {
    says: 'A subscription that is not confirmed, of which only bad news is published',
    type,
    id: 'subscriptionpending',
    has: properties({
      Namespace: 'RedisClusterAuditor',
      MetricName: 'SubscriptionsPending',
      Dimensions: dimension('cluster', 'test/shop'),
      Statistic: 'Maximum',
      Threshold: 1,
      Period: 7200,
      EvaluationPeriods: 2,
      TreatMissingData: 'notBreaching',
    }),
  },
  {
    says: 'It tells by the first count where audits are seldom, as SNS forgets an address after two days',
    declared: every('rate(3 days)'),
    type,
    id: 'subscriptionpending',
    has: properties({ Period: 86_400, EvaluationPeriods: 1 }),
  },
  {
    says: 'and never that it is over, as it may be so for an address that was forgotten',
    type,
    id: 'subscriptionpending',
    has: { Properties: expect.not.objectContaining({ OKActions: expect.anything() }) },
  },
  {
    says: 'A webhook that failed',
    declared: everything,
    type,
    id: 'webhookfailed',
    has: properties({ AlarmName: 'RedisAuditor/test/webhook-failed', Dimensions: functionName('WebhookCarrier') }),
  },
  {
    says: 'A dead letter of the webhook',
    declared: everything,
    type,
    id: 'webhookdeadletters',
    has: properties({
      Dimensions: dimension('QueueName', {
        'Fn::GetAtt': [expect.stringContaining('WebhookDeadLetters'), 'QueueName'],
      }),
    }),
  },
  {
    says: 'PagerDuty that was not told',
    declared: everything,
    type,
    id: 'pagerdutyfailed',
    has: properties({ AlarmName: 'RedisAuditor/test/pagerduty-failed', Dimensions: functionName('PagerDutyCarrier') }),
  },
  {
    says: 'A dead letter of PagerDuty',
    declared: everything,
    type,
    id: 'pagerdutydeadletters',
    has: properties({
      Dimensions: dimension('QueueName', {
        'Fn::GetAtt': [expect.stringContaining('PagerDutyDeadLetters'), 'QueueName'],
      }),
    }),
  },
  {
    says: 'A message that a queue or a web server did not take',
    declared: everything,
    type,
    id: 'machinesdeadletters',
    has: properties({
      AlarmName: 'RedisAuditor/test/machines-dead-letters',
      Dimensions: dimension('QueueName', {
        'Fn::GetAtt': [expect.stringContaining('MachinesDeadLetters'), 'QueueName'],
      }),
    }),
  },
  {
    says: 'An alarm says what it means, what to do first, and where to read on',
    declared: everything,
    type,
    id: 'deliveryfailed',
    has: properties({
      AlarmDescription:
        'The topic for alerts could not reach one of its subscribers: somebody does not hear of trouble. Look which subscription fails. What to do: https://wiki.example.com/runbook#alarm-a-message-was-not-delivered',
    }),
  },
];
