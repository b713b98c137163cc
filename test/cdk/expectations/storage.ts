import { expect } from '@jest/globals';
import { everything } from '../declared.ts';
import type { Expectation } from './expectation.ts';

const type = 'AWS::S3::Bucket';

const properties = (has: object): Expectation['has'] => ({ Properties: has });
const rules = (...each: readonly unknown[]) =>
  properties({ LifecycleConfiguration: { Rules: expect.arrayContaining([...each]) as unknown } });
const deniedWithout = (Condition: object) => ({
  Properties: {
    PolicyDocument: {
      Statement: expect.arrayContaining([
        expect.objectContaining({ Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' }, Condition }),
      ]) as unknown,
    },
  },
});

export const storage: readonly Expectation[] = [
  {
    says: 'lets nobody in from outside',
    type,
    has: properties({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    }),
  },
  {
    says: 'is read and written over TLS only',
    type: 'AWS::S3::BucketPolicy',
    has: deniedWithout({ Bool: { 'aws:SecureTransport': 'false' } }),
  },
  {
    says: 'takes no TLS older than 1.2',
    type: 'AWS::S3::BucketPolicy',
    has: deniedWithout({ NumericLessThan: { 's3:TlsVersion': 1.2 } }),
  },
  {
    says: 'keeps what was replaced for some days',
    type,
    has: properties({ VersioningConfiguration: { Status: 'Enabled' } }),
  },
  {
    says: 'is encrypted by the keys of S3',
    type,
    has: properties({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    }),
  },
  {
    says: 'lets facts and history expire',
    declared: { storage: { expireAfterDays: 90 } },
    type,
    has: rules(
      expect.objectContaining({
        Prefix: 'facts/',
        ExpirationInDays: 90,
        NoncurrentVersionExpiration: { NoncurrentDays: 7 },
      }),
      expect.objectContaining({
        Prefix: 'history/',
        ExpirationInDays: 90,
        NoncurrentVersionExpiration: { NoncurrentDays: 7 },
      }),
    ),
  },
  {
    says: 'lets the state never expire, only what replaced states are left',
    type,
    has: rules({
      Id: 'replaced-state-expires',
      Prefix: 'state/',
      Status: 'Enabled',
      NoncurrentVersionExpiration: { NoncurrentDays: 3 },
    }),
  },
  {
    says: 'lets sets of RDBs never expire by age, and takes away what somebody deleted some days ago',
    type,
    has: rules({
      Id: 'deleted-sets-go',
      Prefix: 'backups/',
      Status: 'Enabled',
      NoncurrentVersionExpiration: { NoncurrentDays: 3 },
    }),
  },
  {
    says: 'leaves no mark of what was deleted and is gone',
    type,
    has: rules(expect.objectContaining({ Id: 'nothing-half-done', ExpiredObjectDeleteMarker: true })),
  },
  {
    says: 'keeps no half of an upload',
    type,
    has: rules(expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } })),
  },
  {
    says: 'tells EventBridge of new objects, by a property of its own',
    type,
    has: properties({ NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } }),
  },
  { says: 'outlives the stack', type, has: { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } },
  {
    says: 'goes with the stack where that is wanted',
    declared: { storage: { keepOnDestroy: false } },
    type,
    has: { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' },
  },
  {
    says: 'is emptied then, or it could not go',
    declared: { storage: { keepOnDestroy: false } },
    type: 'Custom::S3AutoDeleteObjects',
    has: { DeletionPolicy: 'Delete' },
  },
  {
    says: 'is encrypted by a key of its own where that is wanted, asked for once a bucket and not once an object',
    declared: everything,
    type,
    has: properties({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: { 'Fn::GetAtt': [expect.stringContaining('Key'), 'Arn'] },
            },
          },
        ],
      },
    }),
  },
  {
    says: 'locks every version for as long as declared, so that the state is replaced and its past is not',
    declared: everything,
    type,
    has: properties({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 30 } } },
    }),
  },
  {
    says: 'has a key that is rotated and outlives the stack with it',
    declared: everything,
    type: 'AWS::KMS::Key',
    has: { DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } },
  },
];
