import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

export interface AuditorKeyProps {
  /**
   * The key outlives the stack, as the objects do that nobody could read without it.
   *
   * @default true
   */
  readonly keepOnDestroy?: boolean;
}

/**
 * Key of an environment's own for objects and messages. CloudWatch may use it, since an alarm cannot reach a topic
 * whose key does not let it. It costs about a dollar a month.
 */
export class AuditorKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, { keepOnDestroy = true }: AuditorKeyProps = {}) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: `Facts, history and messages of the Redis Cluster Auditor, ${Stack.of(this).stackName}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: keepOnDestroy ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsMayReachEncryptedTopics',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }
}
