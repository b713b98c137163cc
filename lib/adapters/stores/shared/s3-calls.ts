import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { type AwsFailure, awsFailure } from '../../../core/aws-failure.ts';
import { StoreError } from '../../../core/errors.ts';
import type { Permission } from '../../../permissions.ts';

/** All that is used of a client. */
export type Sends = Pick<S3Client, 'send'>;

/** One page of the keys that begin with `prefix` and stand behind `after`. @throws StoreError */
export async function keysIn(client: Sends, bucket: string, prefix: string, after: string): Promise<readonly string[]> {
  try {
    const request = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, StartAfter: after });
    const { Contents = [] } = await client.send(request);
    return Contents.flatMap(({ Key }) => Key ?? []);
  } catch (error) {
    throw unusable('list', `s3://${bucket}/${prefix}`, awsFailure(error), error);
  }
}

const actionOf = {
  read: 's3:GetObject',
  write: 's3:PutObject',
  list: 's3:ListBucket',
  delete: 's3:DeleteObject',
  clean: 's3:ListBucketMultipartUploads and s3:AbortMultipartUpload',
} as const;

/** @param place `s3://BUCKET/key` */
export function unusable(what: keyof typeof actionOf, place: string, failure: AwsFailure, cause: unknown): StoreError {
  const { kind, code } = failure;
  const hints: Readonly<Record<AwsFailure['kind'], string>> = {
    denied: `Allow ${actionOf[what]} there to whoever runs this (and the use of its key, if the bucket has one of its own).`,
    missing: 'Check that the bucket exists, in this region and account.',
    throttled: 'S3 asks for fewer calls: it passes, and the next run goes on. If it stays, run less often.',
    unavailable: 'S3 has a problem of its own: it passes, and the next run goes on.',
    network:
      'From a VPC without a way out S3 is reached by a gateway endpoint: check that the route tables of the subnets have it.',
    refused: 'Check the settings of the bucket (policy, object lock, encryption).',
  };
  return new StoreError(`cannot ${what} ${place} (${code})`, hints[kind], cause);
}

/** Whoever uses a bucket with a key of its own. */
export const useBucketKey: Permission = {
  sid: 'UseBucketKey',
  actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
  on: 'bucket-key',
  why: 'Reads and writes encrypted objects.',
};
