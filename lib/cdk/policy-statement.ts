import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type GrantedPermission, grants, type RoleName } from './grants.ts';

/** The resources of one role that permissions speak of. What it has none of is left out. */
export interface GrantTargets {
  readonly clusterId?: string;
  /** Of a role that works for several. */
  readonly clusterIds?: readonly string[];
  readonly bucket?: IBucket;
  readonly alertTopic?: ITopic;
  /** Name or ARN. */
  readonly secret?: string;
  /** Name or ARN. */
  readonly webhookSecret?: string;
  /** Name or ARN. */
  readonly pagerdutySecret?: string;
  readonly logGroup?: ILogGroup;
  readonly deadLetters?: IQueue;
  readonly observe?: IFunction;
  readonly save?: IFunction;
  readonly copy?: IFunction;
  readonly digest?: IFunction;
  readonly compact?: IFunction;
  /** ARN of the log group of a Slack channel. */
  readonly channelLog?: string;
  /** Inside a VPC. */
  readonly network?: boolean;
  /** With X-Ray. */
  readonly tracing?: boolean;
}

/** A permission, and what became of it. */
export interface GivenStatement {
  readonly permission: GrantedPermission;
  readonly statement: PolicyStatement;
}

/** What is not to be had everywhere. A permission about anything else and without it is a mistake of the stack. */
const optional: ReadonlySet<GrantedPermission['on']> = new Set([
  'secret',
  'bucket-key',
  'alert-topic-key',
  'network-interfaces',
  'traces',
]);

/** The permissions of a role as statements about its resources: the only way by which a role gets one. */
export function statementsOf(scope: Construct, role: RoleName, targets: GrantTargets): readonly GivenStatement[] {
  return grants[role].flatMap((permission) => {
    const resources = resourcesOf(scope, permission, targets);
    if (resources.length === 0 && !optional.has(permission.on)) {
      throw new Error(`${permission.sid} of ${role} is about ${permission.on}, and there is none`);
    }
    return resources.length === 0
      ? []
      : [{ permission, statement: statementOf(scope, permission, targets, resources) }];
  });
}

function statementOf(
  scope: Construct,
  { sid, actions, on, ...rest }: GrantedPermission,
  targets: GrantTargets,
  resources: string[],
): PolicyStatement {
  const statement = new PolicyStatement({ sid, actions: [...actions], resources });
  const { region, urlSuffix } = Stack.of(scope);
  const through = { 'bucket-key': 's3', 'alert-topic-key': 'sns' }[on as string];
  if (through !== undefined)
    statement.addCondition('StringEquals', { 'kms:ViaService': `${through}.${region}.${urlSuffix}` });
  if (on === 'bucket')
    statement.addCondition('StringLike', { 's3:prefix': keysOf('keys' in rest ? rest.keys : [], targets) });
  return statement;
}

function resourcesOf(scope: Construct, permission: GrantedPermission, targets: GrantTargets): string[] {
  const { bucket, alertTopic } = targets;
  const keys = 'keys' in permission ? permission.keys : [];
  const found: Readonly<Record<GrantedPermission['on'], readonly (string | undefined)[]>> = {
    bucket: [bucket?.bucketArn],
    'bucket-objects': keysOf(keys, targets).map((key) => bucket?.arnForObjects(key)),
    'bucket-key': [bucket?.encryptionKey?.keyArn],
    'alert-topic': [alertTopic?.topicArn],
    'alert-topic-key': [alertTopic?.masterKey?.keyArn],
    secret: secretArns(scope, targets.secret),
    'webhook-secret': secretArns(scope, targets.webhookSecret),
    'pagerduty-secret': secretArns(scope, targets.pagerdutySecret),
    'log-group': [targets.logGroup?.logGroupArn],
    'dead-letters': [targets.deadLetters?.queueArn],
    'observe-function': [targets.observe?.functionArn],
    'save-function': [targets.save?.functionArn],
    'copy-function': [targets.copy?.functionArn],
    'digest-function': [targets.digest?.functionArn],
    'compact-function': [targets.compact?.functionArn],
    'channel-log': [targets.channelLog],
    'network-interfaces': targets.network === true ? ['*'] : [],
    traces: targets.tracing === true ? ['*'] : [],
  };
  return found[permission.on].filter((resource) => resource !== undefined);
}

/** `facts/cluster=ID/*` → `facts/cluster=shop/*` */
function keysOf(keys: readonly string[] = [], targets: GrantTargets): string[] {
  return idsOf(targets).flatMap((id) => keys.map((key) => key.replace('cluster=ID/', `cluster=${id}/`)));
}

/** IAM takes 10,240 characters in the inline policies of a role, and such a role names each cluster in two dozen places. */
const MOST_CHARACTERS = 330;

/** What stands around an id in each of them, on the average, with the longest name that a bucket can have. */
const CHARACTERS_AROUND = 72;

/** A role for more clusters than its policy has room for works for all that are in the bucket. */
function idsOf({ clusterId = '*', clusterIds = [clusterId] }: GrantTargets): readonly string[] {
  const characters = clusterIds.reduce((sum, id) => sum + id.length + CHARACTERS_AROUND, 0);
  return characters > MOST_CHARACTERS ? ['*'] : clusterIds;
}

/** Secrets Manager ends each ARN with a dash and six characters of its own; whether a given ARN has them, nobody can tell. */
function secretArns(scope: Construct, secret: string | undefined): readonly string[] {
  if (secret === undefined) return [];
  if (secret.startsWith('arn:')) return [secret, `${secret}-??????`];
  const parts = { service: 'secretsmanager', resource: 'secret', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
  return [Arn.format({ ...parts, resourceName: `${secret}-??????` }, Stack.of(scope))];
}
