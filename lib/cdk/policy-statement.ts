import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { GrantedPermission } from './grants.ts';

/** The resources that the permissions of one role speak of. What it has no permission on is left out. */
export interface GrantTargets {
  readonly clusterId?: string;
  readonly bucket?: IBucket;
  readonly alertTopic?: ITopic;
  /** Name or ARN. */
  readonly secret?: string;
  readonly logGroup?: ILogGroup;
  readonly deadLetters?: IQueue;
  readonly observe?: IFunction;
  /** ARN of the log group of a Slack channel. */
  readonly channelLog?: string;
}

/** A permission as a statement about the resources of one role: the only way by which a role gets one. */
export function policyStatement(
  scope: Construct,
  permission: GrantedPermission,
  targets: GrantTargets,
): PolicyStatement {
  const statement = new PolicyStatement({
    sid: permission.sid,
    actions: [...permission.actions],
    resources: resourcesOf(scope, permission, targets),
  });
  if (permission.on === 'bucket') {
    statement.addCondition('StringLike', { 's3:prefix': keysOf(permission.keys, targets) });
  }
  if (permission.on === 'bucket-key' || permission.on === 'topic-key') {
    const service = permission.on === 'bucket-key' ? 's3' : 'sns';
    const { region, urlSuffix } = Stack.of(scope);
    statement.addCondition('StringEquals', { 'kms:ViaService': `${service}.${region}.${urlSuffix}` });
  }
  return statement;
}

function resourcesOf(scope: Construct, permission: GrantedPermission, targets: GrantTargets): string[] {
  switch (permission.on) {
    case 'bucket':
      return [given(targets.bucket, permission).bucketArn];
    case 'bucket-objects':
      return keysOf(permission.keys, targets).map((key) => given(targets.bucket, permission).arnForObjects(key));
    case 'alert-topic':
      return [given(targets.alertTopic, permission).topicArn];
    case 'secret':
      return secretArns(scope, given(targets.secret, permission));
    case 'log-group':
      return [given(targets.logGroup, permission).logGroupArn];
    case 'dead-letters':
      return [given(targets.deadLetters, permission).queueArn];
    case 'bucket-key':
      return [given(targets.bucket?.encryptionKey, permission).keyArn];
    case 'topic-key':
      return [given(targets.alertTopic?.masterKey, permission).keyArn];
    case 'observe-function':
      return [given(targets.observe, permission).functionArn];
    case 'channel-log':
      return [given(targets.channelLog, permission)];
    case 'network-interfaces':
    case 'traces':
      return ['*'];
  }
}

function given<T>(target: T | undefined, { sid, on }: GrantedPermission): T {
  if (target === undefined) throw new Error(`the permission ${sid} is about ${on}, and the role has none`);
  return target;
}

function keysOf(keys: readonly string[] = [], { clusterId }: GrantTargets): string[] {
  return keys.map((key) => key.replaceAll('{cluster}', clusterId ?? '*'));
}

/** Secrets Manager ends each ARN with a dash and six characters of its own; whether a given ARN has them, nobody can tell. */
function secretArns(scope: Construct, secret: string): string[] {
  if (secret.startsWith('arn:')) return [secret, `${secret}-??????`];
  const parts = { service: 'secretsmanager', resource: 'secret', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
  return [Arn.format({ ...parts, resourceName: `${secret}-??????` }, Stack.of(scope))];
}
