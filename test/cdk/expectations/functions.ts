import { expect } from '@jest/globals';
import { cart, copying, everything, network, saving, shop } from '../declared.ts';
import type { Expectation } from './expectation.ts';

const type = 'AWS::Lambda::Function';
const observe = 'shopObserveFunction';
const assess = 'shopAssessFunction';
const arnOf = (words: string) => ({ 'Fn::GetAtt': [expect.stringContaining(words) as unknown, 'Arn'] });
const properties = (has: object): Expectation['has'] => ({ Properties: has });

export const functions: readonly Expectation[] = [
  {
    says: 'The visitor runs on Node 24 on arm64 with 512 MB',
    type,
    id: observe,
    has: properties({ Runtime: 'nodejs24.x', Architectures: ['arm64'], MemorySize: 512, Handler: 'index.handler' }),
  },
  { says: 'It runs once at a time', type, id: observe, has: properties({ ReservedConcurrentExecutions: 1 }) },
  {
    says: 'It has half a minute beyond the deadline of an audit, to store what was seen',
    declared: { clusters: [{ ...shop, collection: { deadlineSeconds: 100 } }] },
    type,
    id: observe,
    has: properties({ Timeout: 130 }),
  },
  {
    says: 'The longest deadline fits into the longest run of a function',
    declared: { clusters: [{ ...shop, collection: { deadlineSeconds: 840 } }] },
    type,
    id: observe,
    has: properties({ Timeout: 870 }),
  },
  {
    says: 'It is told the bucket and nothing else: what it visits lies beside its code',
    type,
    id: observe,
    has: properties({
      Environment: { Variables: { AUDITOR_BUCKET: { Ref: expect.stringContaining('StorageBucket') } } },
    }),
  },
  {
    says: 'It runs in the given subnets, in a group of its own',
    type,
    id: observe,
    has: properties({
      VpcConfig: {
        SubnetIds: network.subnetIds,
        SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringContaining('Visitor'), 'GroupId'] }],
      },
    }),
  },
  {
    says: 'It runs in groups that are there, if any are named',
    declared: { clusters: [{ ...shop, network: { ...network, securityGroupIds: ['sg-0123456789abcdef0'] } }] },
    type,
    id: observe,
    has: properties({ VpcConfig: { SubnetIds: network.subnetIds, SecurityGroupIds: ['sg-0123456789abcdef0'] } }),
  },
  {
    says: 'It runs outside any VPC without a network',
    declared: { clusters: [cart] },
    type,
    id: 'cartObserveFunction',
    has: { Properties: expect.not.objectContaining({ VpcConfig: expect.anything() }) },
  },
  {
    says: 'The judge runs outside the VPC, and once at a time',
    type,
    id: assess,
    has: { Properties: expect.not.objectContaining({ VpcConfig: expect.anything() }) },
  },
  {
    says: 'It decides from the state that the last decision left',
    type,
    id: assess,
    has: properties({ ReservedConcurrentExecutions: 1 }),
  },
  {
    says: 'It is told the bucket and the topic',
    type,
    id: assess,
    has: properties({
      Environment: {
        Variables: {
          AUDITOR_BUCKET: { Ref: expect.stringContaining('StorageBucket') },
          AUDITOR_TOPIC_ARN: { Ref: expect.stringContaining('AlertsTopic') },
        },
      },
    }),
  },
  {
    says: 'A failed visit is tried again once, within one period, and then kept',
    type: 'AWS::Lambda::EventInvokeConfig',
    id: 'shopObserve',
    has: properties({
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 300,
      DestinationConfig: { OnFailure: { Destination: arnOf('shopDeadLetters') } },
    }),
  },
  {
    says: 'A failed judgement is tried again twice, within an hour, and then kept',
    type: 'AWS::Lambda::EventInvokeConfig',
    id: 'shopAssess',
    has: properties({
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 3600,
      DestinationConfig: { OnFailure: { Destination: arnOf('shopDeadLetters') } },
    }),
  },
  {
    says: 'Logs end after as many days as declared, and go with the stack',
    declared: { logs: { retentionDays: 90 } },
    type: 'AWS::Logs::LogGroup',
    id: 'shopObserve',
    has: { DeletionPolicy: 'Delete', Properties: { RetentionInDays: 90 } },
  },
  {
    says: 'Each function writes to the log group that was made for it',
    type,
    id: observe,
    has: properties({ LoggingConfig: { LogGroup: { Ref: expect.stringContaining('shopObserveLogs') } } }),
  },
  {
    says: 'X-Ray traces only where it is asked for',
    declared: everything,
    type,
    id: assess,
    has: properties({ TracingConfig: { Mode: 'Active' } }),
  },
  {
    says: 'The one that saves runs once at a time, as long as a function may',
    declared: saving,
    type,
    id: 'BackupshopSaveFunction',
    has: properties({ ReservedConcurrentExecutions: 1, Timeout: 900, MemorySize: 256 }),
  },
  {
    says: 'It runs in the subnets and in the group of the visitor',
    declared: saving,
    type,
    id: 'BackupshopSaveFunction',
    has: properties({
      VpcConfig: {
        SubnetIds: network.subnetIds,
        SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringContaining('Visitor'), 'GroupId'] }],
      },
    }),
  },
  {
    says: 'Saves that failed are not tried again: that would save other shards twice',
    declared: saving,
    type: 'AWS::Lambda::EventInvokeConfig',
    id: 'BackupshopSave',
    has: properties({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 3600,
      DestinationConfig: { OnFailure: { Destination: arnOf('shopDeadLetters') } },
    }),
  },
  {
    says: 'The one that copies runs once at a time, as long as a function may, on one whole processor',
    declared: copying,
    type,
    id: 'CopyshopCopyFunction',
    has: properties({
      ReservedConcurrentExecutions: 1,
      Timeout: 900,
      MemorySize: 1769,
      Environment: { Variables: { AUDITOR_BUCKET: { Ref: expect.stringContaining('StorageBucket') } } },
      VpcConfig: {
        SubnetIds: network.subnetIds,
        SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringContaining('Visitor'), 'GroupId'] }],
      },
    }),
  },
  {
    says: 'Copies that failed are not tried again: that would fork on other replicas twice',
    declared: copying,
    type: 'AWS::Lambda::EventInvokeConfig',
    id: 'CopyshopCopy',
    has: properties({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 3600,
      DestinationConfig: { OnFailure: { Destination: arnOf('shopDeadLetters') } },
    }),
  },
  {
    says: 'What was given up on is kept for 14 days, encrypted',
    type: 'AWS::SQS::Queue',
    id: 'shopDeadLetters',
    has: properties({ MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true }),
  },
  {
    says: 'and reached over TLS only',
    type: 'AWS::SQS::QueuePolicy',
    id: 'shopDeadLetters',
    has: properties({
      PolicyDocument: {
        Statement: expect.arrayContaining([
          expect.objectContaining({
            Effect: 'Deny',
            Action: 'sqs:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]) as unknown,
      },
    }),
  },
];
