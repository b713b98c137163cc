import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledged.ts';
import { statementsOf } from './policy-statement.ts';

export interface ChannelLogProps {
  /** Name of the channel's configuration. */
  readonly channel: string;
  readonly retention: RetentionDays;
}

/**
 * Amazon Q writes the log of a channel in us-east-1, whatever the stack's region, and would keep it for ever. No
 * resource of a template reaches another region, so two calls at deploy time make the group and set its end.
 */
export class ChannelLog extends Construct {
  constructor(scope: Construct, id: string, { channel, retention }: ChannelLogProps) {
    super(scope, id);
    const logGroupName = `/aws/chatbot/${channel}`;
    const { partition, account, node } = Stack.of(this);
    const channelLog = `arn:${partition}:logs:us-east-1:${account}:log-group:${logGroupName}`;
    const statements = statementsOf(this, 'channel', { channelLog }).map(({ statement }) => statement);
    const call = { service: 'CloudWatchLogs', region: 'us-east-1', physicalResourceId: PhysicalResourceId.of(channel) };
    const common = {
      policy: AwsCustomResourcePolicy.fromStatements(statements),
      installLatestAwsSdk: false,
      logGroup: new LogGroup(this, 'Calls', { retention, removalPolicy: RemovalPolicy.DESTROY }),
    };
    const group = new AwsCustomResource(this, 'Group', {
      ...common,
      onUpdate: {
        ...call,
        action: 'CreateLogGroup',
        parameters: { logGroupName },
        ignoreErrorCodesMatching: 'ResourceAlreadyExistsException',
      },
    });
    const end = new AwsCustomResource(this, 'End', {
      ...common,
      onUpdate: { ...call, action: 'PutRetentionPolicy', parameters: { logGroupName, retentionInDays: retention } },
    });
    end.node.addDependency(group);
    const caller = AwsCustomResource.PROVIDER_FUNCTION_UUID.replaceAll('-', '');
    acknowledge(node.findChild(`AWS${caller}`), 'functionOfTheCdk');
  }
}
