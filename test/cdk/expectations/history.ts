import { expect } from '@jest/globals';
import { cart, shop } from '../declared.ts';
import type { Expectation } from './expectation.ts';

const declared = { athena: true, clusters: [shop, cart] };
const properties = (has: object): Expectation['has'] => ({ Properties: has });
const arnOf = (words: string) => ({ 'Fn::GetAtt': [expect.stringContaining(words) as unknown, 'Arn'] });

export const histories: readonly Expectation[] = [
  {
    says: 'One function joins the finished days of all clusters, once at a time',
    declared: { clusters: [shop, cart] },
    type: 'AWS::Lambda::Function',
    id: 'RollUpCompactFunction',
    has: properties({
      MemorySize: 1024,
      Timeout: 900,
      ReservedConcurrentExecutions: 1,
      Environment: {
        Variables: { AUDITOR_BUCKET: { Ref: expect.stringContaining('StorageBucket') }, AUDITOR_CLUSTERS: 'shop,cart' },
      },
    }),
  },
  {
    says: 'It is called every night, and what could not be called lies in a queue of its own',
    declared: {},
    type: 'AWS::Scheduler::Schedule',
    id: 'RollUpSchedule',
    has: properties({
      ScheduleExpression: 'cron(37 2 * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      Target: {
        Arn: arnOf('RollUpCompact'),
        Input: '{"scheduledAt":"<aws.scheduler.scheduled-time>"}',
        DeadLetterConfig: { Arn: arnOf('RollUpDeadLetters') },
      },
    }),
  },
  {
    says: 'Days that could not be joined are an alarm',
    declared: {},
    type: 'AWS::CloudWatch::Alarm',
    id: 'compactfailed',
    has: properties({ AlarmName: 'RedisAuditor/test/compact-failed', MetricName: 'Errors' }),
  },
  {
    says: 'A table computes its partitions from the keys',
    declared,
    type: 'AWS::Glue::Table',
    id: 'Tablefindings',
    has: properties({
      TableInput: {
        Name: 'findings',
        PartitionKeys: [{ Name: 'cluster' }, { Name: 'dt' }],
        Parameters: {
          'projection.enabled': 'true',
          'projection.cluster.values': 'shop,cart',
          'projection.dt.range': 'NOW-400DAYS,NOW',
          'storage.location.template': {
            'Fn::Join': ['', ['s3://', expect.anything(), '/history/findings/cluster=${cluster}/dt=${dt}/']],
          },
        },
        StorageDescriptor: { SerdeInfo: { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' } },
      },
    }),
  },
  {
    says: 'A query that would read too much is ended, and results are encrypted and lie in a place of their own',
    declared,
    type: 'AWS::Athena::WorkGroup',
    id: 'History',
    has: properties({
      Name: 'redis-auditor-test',
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 10_737_418_240,
        ResultConfiguration: {
          OutputLocation: { 'Fn::Join': ['', ['s3://', expect.anything(), '/athena/']] },
          EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
        },
      },
    }),
  },
  {
    says: 'What is asked most often is there by name',
    declared,
    type: 'AWS::Athena::NamedQuery',
    id: 'configdrift',
    has: properties({ Name: 'test/config-drift', Database: 'redis_auditor_test', WorkGroup: 'redis-auditor-test' }),
  },
];
