import { LoggingLevel, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ChannelLog } from './channel-log.ts';

export interface SlackChannelProps {
  /** Unlike any other in the account. */
  readonly name: string;
  readonly workspaceId: string;
  readonly channelId: string;
  readonly topic: ITopic;
  readonly logRetention: RetentionDays;
}

/**
 * A Slack channel by Amazon Q Developer in chat applications. The workspace is authorised by hand, once, in the AWS
 * console: that is a login to Slack, which no template can do.
 *
 * Whoever writes in the channel can ask AWS something through it, and without a guardrail that ends at the rights of an
 * administrator. Here it ends at reading CloudWatch, and the channel's role has no permission at all.
 */
export class SlackChannel extends Construct {
  constructor(scope: Construct, id: string, { name, workspaceId, channelId, topic, logRetention }: SlackChannelProps) {
    super(scope, id);
    new SlackChannelConfiguration(this, 'Channel', {
      slackChannelConfigurationName: name,
      slackWorkspaceId: workspaceId,
      slackChannelId: channelId,
      notificationTopics: [topic],
      loggingLevel: LoggingLevel.ERROR,
      guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('CloudWatchReadOnlyAccess')],
    });
    new ChannelLog(this, 'Log', { channel: name, retention: logRetention });
  }
}
