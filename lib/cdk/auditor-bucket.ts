import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { DELETED_SETS_KEPT_DAYS } from '../config/environment/bill-backup.ts';
import type { Storage } from '../config/environment/schema.ts';
import { UsageError } from '../core/errors.ts';
import { acknowledge } from './acknowledged.ts';

export interface AuditorBucketProps {
  /**
   * Days after which facts, history and digests expire. The state of the alerts and sets of RDBs never do.
   *
   * @default 400
   */
  readonly expireAfterDays?: number;
  /**
   * Key by which objects are encrypted.
   *
   * @default the keys that S3 manages
   */
  readonly encryptionKey?: IKey;
  /**
   * For so many days nobody can change or delete a version of an object: in mode `governance` nobody without a special
   * permission, in mode `compliance` nobody at all, the owner of the account included. It holds for versions, so the
   * state is still replaced after each audit; its older versions stay for as long and cost their storage.
   *
   * @default no lock
   */
  readonly objectLock?: NonNullable<Storage['objectLock']>;
  /**
   * The bucket outlives the stack. If not, it is emptied and removed together with the stack, by a function that the
   * CDK brings along.
   *
   * @default true
   */
  readonly keepOnDestroy?: boolean;
}

/** Days after which facts, history and digests expire if nothing else is said. */
export const DEFAULT_EXPIRY_DAYS = 400;

/** Where Athena puts the results of queries. */
export const RESULTS_PREFIX = 'athena/';

/** They can be had again. */
const RESULTS_KEPT_DAYS = 7;

/** Days for which a replaced or expired object of facts, history or digests can still be got back. */
const REPLACED_KEPT_DAYS = 7;

/** The state is replaced after each audit, and yesterday's is of no use. */
const REPLACED_STATE_KEPT_DAYS = 3;

/**
 * Facts, history, state and sets of RDBs of every cluster of an environment: the joint between the function that looks and the one
 * that judges, which is told of each new object by EventBridge.
 */
export class AuditorBucket extends Construct {
  readonly bucket: IBucket;

  /** @throws UsageError when a lock contradicts the rest */
  constructor(scope: Construct, id: string, props: AuditorBucketProps = {}) {
    super(scope, id);
    const { encryptionKey, objectLock, keepOnDestroy = true } = props;
    check(props);
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      lifecycleRules: lifecycle(props.expireAfterDays ?? DEFAULT_EXPIRY_DAYS),
      ...(encryptionKey === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }),
      ...(objectLock === undefined ? {} : { objectLockDefaultRetention: retention(objectLock) }),
      ...(keepOnDestroy
        ? { removalPolicy: RemovalPolicy.RETAIN }
        : { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true }),
    });
    tellEventBridge(bucket);
    acknowledge(bucket, 'noAccessLogs');
    // Their declarations differ in nothing but an undefined that is not written out.
    this.bucket = bucket as IBucket;
  }
}

function check({ expireAfterDays = DEFAULT_EXPIRY_DAYS, objectLock, keepOnDestroy = true }: AuditorBucketProps): void {
  if (objectLock === undefined) return;
  if (!keepOnDestroy) {
    throw new UsageError(
      'storage.keepOnDestroy is false, and storage.objectLock forbids to delete what is in the bucket',
      'Leave keepOnDestroy out, or the lock.',
    );
  }
  if (objectLock.days > expireAfterDays) {
    throw new UsageError(
      `storage.objectLock keeps objects for ${objectLock.days} days, and storage.expireAfterDays lets them expire after ${expireAfterDays}`,
      'Let them expire later, or lock them for less.',
    );
  }
}

function lifecycle(expireAfterDays: number): LifecycleRule[] {
  const expiring = ['facts', 'history', 'joined', 'digests'].map((folder) => ({
    id: `${folder}-expire`,
    prefix: `${folder}/`,
    expiration: Duration.days(expireAfterDays),
    noncurrentVersionExpiration: Duration.days(REPLACED_KEPT_DAYS),
  }));
  return [
    ...expiring,
    {
      id: 'replaced-state-expires',
      prefix: 'state/',
      noncurrentVersionExpiration: Duration.days(REPLACED_STATE_KEPT_DAYS),
    },
    {
      id: 'query-results-expire',
      prefix: RESULTS_PREFIX,
      expiration: Duration.days(RESULTS_KEPT_DAYS),
      noncurrentVersionExpiration: Duration.days(1),
    },
    {
      // They never expire by age: the newest complete one stays, however old. Whoever copies deletes the others.
      id: 'deleted-sets-go',
      prefix: 'backups/',
      noncurrentVersionExpiration: Duration.days(DELETED_SETS_KEPT_DAYS),
    },
    { id: 'nothing-half-done', abortIncompleteMultipartUploadAfter: Duration.days(1), expiredObjectDeleteMarker: true },
  ];
}

function retention({ mode, days }: NonNullable<Storage['objectLock']>): ObjectLockRetention {
  const duration = Duration.days(days);
  return mode === 'compliance' ? ObjectLockRetention.compliance(duration) : ObjectLockRetention.governance(duration);
}

/** The bucket's own property: the one of the construct sets the same by a custom resource with a function behind it. */
function tellEventBridge(bucket: Bucket): void {
  const resource = bucket.node.defaultChild as CfnBucket;
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}
