import { expect } from '@jest/globals';
import { everything, machines } from '../declared.ts';
import type { Expectation } from './expectation.ts';

const topicPolicy = (statement: object): Expectation['has'] => ({
  Properties: {
    PolicyDocument: { Statement: expect.arrayContaining([expect.objectContaining(statement)]) as unknown },
  },
});
const tlsOnly = topicPolicy({
  Effect: 'Deny',
  Action: 'sns:Publish',
  Principal: '*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
const queueNamed = (words: string) => ({ 'Fn::GetAtt': [expect.stringContaining(words) as unknown, 'Arn'] });
const ref = (words: string) => ({ Ref: expect.stringContaining(words) as unknown });

export const alerts: readonly Expectation[] = [
  { says: 'go over TLS only', type: 'AWS::SNS::TopicPolicy', id: 'AlertsTopic', has: tlsOnly },
  { says: 'about the auditor go over TLS only', type: 'AWS::SNS::TopicPolicy', id: 'WatchdogTopic', has: tlsOnly },
  {
    says: 'about the auditor may come from the alarms of this account, which a policy of a topic must name',
    declared: everything,
    type: 'AWS::SNS::TopicPolicy',
    id: 'WatchdogTopic',
    has: topicPolicy({
      Effect: 'Allow',
      Action: 'sns:Publish',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: {
        StringEquals: { 'aws:SourceAccount': '123456789012' },
        ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*' },
      },
    }),
  },
  {
    says: 'reach an address by email',
    type: 'AWS::SNS::Subscription',
    has: { Properties: { Protocol: 'email', Endpoint: 'oncall@example.com', TopicArn: ref('AlertsTopic') } },
  },
  {
    says: 'about the auditor reach other addresses',
    declared: everything,
    type: 'AWS::SNS::Subscription',
    id: 'WatchdogTopic',
    has: { Properties: { Protocol: 'email', Endpoint: 'platform@example.com', TopicArn: ref('WatchdogTopic') } },
  },
  {
    says: 'are encrypted by the same key as the objects',
    declared: everything,
    type: 'AWS::SNS::Topic',
    id: 'AlertsTopic',
    has: { Properties: { KmsMasterKeyId: { 'Fn::GetAtt': [expect.stringContaining('Key'), 'Arn'] } } },
  },
  {
    says: 'about the auditor are so too, and the key lets alarms of this account use it',
    declared: everything,
    type: 'AWS::KMS::Key',
    has: {
      Properties: {
        KeyPolicy: {
          Statement: expect.arrayContaining([
            expect.objectContaining({
              Effect: 'Allow',
              Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
            }),
          ]) as unknown,
        },
      },
    },
  },
  {
    says: 'reach a Slack channel that may read CloudWatch at most, where the default would be everything',
    declared: everything,
    type: 'AWS::Chatbot::SlackChannelConfiguration',
    has: {
      Properties: {
        ConfigurationName: 'RedisAuditor-test',
        SlackWorkspaceId: 'T0123ABCD',
        SlackChannelId: 'C0123ABCD',
        SnsTopicArns: [ref('AlertsTopic')],
        LoggingLevel: 'ERROR',
        GuardrailPolicies: [
          { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/CloudWatchReadOnlyAccess']] },
        ],
      },
    },
  },
  {
    says: 'by way of Slack leave a log in us-east-1 that ends',
    declared: everything,
    type: 'Custom::AWS',
    id: 'SlackLogEnd',
    has: {
      Properties: {
        Update: expect.stringMatching(/us-east-1.*PutRetentionPolicy.*\/aws\/chatbot\/RedisAuditor-test.*:30/),
      },
    },
  },
  {
    says: 'reach a webhook by a function that is told its secret, not its address',
    declared: everything,
    type: 'AWS::Lambda::Function',
    id: 'WebhookCarrier',
    has: { Properties: { Environment: { Variables: { AUDITOR_WEBHOOK_SECRET: 'redis-auditor/slack-webhook' } } } },
  },
  {
    says: 'that could not be handed to that function are kept',
    declared: everything,
    type: 'AWS::SNS::Subscription',
    id: 'WebhookCarrier',
    has: {
      Properties: {
        Protocol: 'lambda',
        RedrivePolicy: {
          deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringContaining('WebhookDeadLetters'), 'Arn'] },
        },
      },
    },
  },
  {
    says: 'reach PagerDuty where the account lives, by a function that is told its secret, not its key',
    declared: everything,
    type: 'AWS::Lambda::Function',
    id: 'PagerDutyCarrier',
    has: {
      Properties: {
        MemorySize: 256,
        Timeout: 30,
        Environment: {
          Variables: {
            AUDITOR_ENVIRONMENT: 'test',
            AUDITOR_PAGERDUTY_SECRET: 'redis-auditor/pagerduty',
            AUDITOR_PAGERDUTY_ENDPOINT: 'https://events.eu.pagerduty.com/v2/enqueue',
            AUDITOR_PAGERDUTY_SEVERITIES: 'critical',
          },
        },
      },
    },
  },
  {
    says: 'page critical and warning, in the US, where nothing else is said',
    declared: { alerts: { pagerduty: { secret: 'redis-auditor/pagerduty' } } },
    type: 'AWS::Lambda::Function',
    id: 'PagerDutyCarrier',
    has: {
      Properties: {
        Environment: {
          Variables: {
            AUDITOR_PAGERDUTY_ENDPOINT: 'https://events.pagerduty.com/v2/enqueue',
            AUDITOR_PAGERDUTY_SEVERITIES: 'critical,warning',
          },
        },
      },
    },
  },
  {
    says: 'that PagerDuty could not be told of are kept',
    declared: everything,
    type: 'AWS::SNS::Subscription',
    id: 'PagerDutyCarrier',
    has: {
      Properties: { Protocol: 'lambda', RedrivePolicy: { deadLetterTargetArn: queueNamed('PagerDutyDeadLetters') } },
    },
  },
  {
    says: 'that PagerDuty did not take are tried again twice within an hour, and then kept',
    declared: everything,
    type: 'AWS::Lambda::EventInvokeConfig',
    id: 'PagerDutyCarrier',
    has: {
      Properties: {
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 3600,
        DestinationConfig: { OnFailure: { Destination: queueNamed('PagerDutyDeadLetters') } },
      },
    },
  },
  {
    says: 'reach a queue as they are, and what it does not take is kept',
    declared: everything,
    type: 'AWS::SNS::Subscription',
    id: 'AlertsMachines',
    has: {
      Properties: {
        Protocol: 'sqs',
        Endpoint: 'arn:aws:sqs:eu-west-1:123456789012:redis-alerts',
        RawMessageDelivery: true,
        TopicArn: ref('AlertsTopic'),
        RedrivePolicy: { deadLetterTargetArn: queueNamed('MachinesDeadLetters') },
      },
    },
  },
  {
    says: 'reach a web server in a signed envelope, and what it does not take is kept',
    declared: machines,
    type: 'AWS::SNS::Subscription',
    id: 'AlertsMachines',
    has: {
      Properties: {
        Protocol: 'https',
        Endpoint: 'https://alerts.example.com/redis',
        RawMessageDelivery: false,
        RedrivePolicy: { deadLetterTargetArn: queueNamed('MachinesDeadLetters') },
      },
    },
  },
  {
    says: 'are written for machines where web servers are told, in place of Amazon Q',
    declared: machines,
    type: 'AWS::Lambda::Function',
    id: 'shopAssessFunction',
    has: { Properties: { Environment: { Variables: { AUDITOR_HTTPS_FORM: 'document' } } } },
  },
  {
    says: 'may be kept by the topic where a machine does not take them',
    declared: machines,
    type: 'AWS::SQS::QueuePolicy',
    id: 'MachinesDeadLetters',
    has: topicPolicy({
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Principal: { Service: 'sns.amazonaws.com' },
      Condition: { ArnEquals: { 'aws:SourceArn': ref('AlertsTopic') } },
    }),
  },
];
