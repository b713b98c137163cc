import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  type MultipartUpload,
  type S3Client,
} from '@aws-sdk/client-s3';
import { awsFailure } from '../../core/aws-failure.ts';
import type { Permission } from '../../permissions.ts';
import type { BackupStore } from '../../ports.ts';
import { keysIn, unusable, useBucketKey } from './shared/s3-calls.ts';
import { beginUpload } from './shared/s3-upload.ts';

type Sends = Pick<S3Client, 'send'>;

/** What depends on the bucket. */
export interface S3BackupsOptions {
  /**
   * Whether uploads that somebody began and never completed are looked for, and aborted when a set is cleared. Where a
   * lifecycle rule of the bucket aborts them, nobody has to be allowed to list them.
   *
   * @default true
   */
  readonly abortsUploads?: boolean;
}

/**
 * Sets of RDBs in a bucket. Objects come to be in one step: small ones by one call, the others by a multipart upload
 * that is completed at the end, both only where nothing is. The client retries and gives up in time as it is configured.
 */
export function s3Backups(client: Sends, bucket: string, { abortsUploads = true }: S3BackupsOptions = {}): BackupStore {
  const location = `s3://${bucket}`;
  return {
    location,
    begin: async (key) => beginUpload(client, bucket, key),
    async open(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return chunksOf(Body as AsyncIterable<Uint8Array> | undefined, `${location}/${key}`);
      } catch (error) {
        const failure = awsFailure(error);
        if (failure.code === 'NoSuchKey') return null;
        throw unusable('read', `${location}/${key}`, failure, error);
      }
    },
    list: (prefix, after) => keysIn(client, bucket, prefix, after),
    listBegun: async (prefix) =>
      abortsUploads ? (await uploadsIn(client, bucket, prefix)).map(({ Key = '' }) => Key) : [],
    delete: (key) => deleteObject(client, bucket, key),
    async clear(prefix) {
      for (;;) {
        const keys = await keysIn(client, bucket, prefix, '');
        for (const key of keys) await deleteObject(client, bucket, key);
        if (keys.length === 0) break;
      }
      if (abortsUploads) await abortUploads(client, bucket, prefix);
    },
  };
}

async function* chunksOf(body: AsyncIterable<Uint8Array> | undefined, place: string): AsyncGenerator<Uint8Array> {
  try {
    if (body !== undefined) yield* body;
  } catch (error) {
    throw unusable('read', place, awsFailure(error), error);
  }
}

async function deleteObject(client: Sends, bucket: string, key: string): Promise<void> {
  try {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  } catch (error) {
    throw unusable('delete', `s3://${bucket}/${key}`, awsFailure(error), error);
  }
}

/** Uploads that somebody began and has not completed: seen by nobody, and paid for. */
async function uploadsIn(client: Sends, bucket: string, prefix: string): Promise<readonly MultipartUpload[]> {
  try {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix }));
    return Uploads;
  } catch (error) {
    throw unusable('clean', `s3://${bucket}/${prefix}`, awsFailure(error), error);
  }
}

async function abortUploads(client: Sends, bucket: string, prefix: string): Promise<void> {
  const uploads = await uploadsIn(client, bucket, prefix);
  try {
    for (const { Key, UploadId } of uploads)
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
  } catch (error) {
    // One that is over by now is gone as well.
    const failure = awsFailure(error);
    if (failure.code !== 'NoSuchUpload') throw unusable('clean', `s3://${bucket}/${prefix}`, failure, error);
  }
}

/** What the function that copies needs in the bucket: of what it has copied it reads nothing but the documents. */
export const s3BackupsPermissions: Readonly<Record<'copy', readonly Permission[]>> = {
  copy: [
    {
      sid: 'WriteSets',
      actions: ['s3:AbortMultipartUpload', 's3:PutObject'],
      on: 'bucket-objects',
      keys: ['backups/cluster=ID/*'],
      why: 'Keeps an RDB of each shard and what the set consists of, and takes back what it could not finish.',
    },
    {
      sid: 'KnowSets',
      actions: ['s3:GetObject'],
      on: 'bucket-objects',
      keys: ['backups/cluster=ID/*.json'],
      why: 'Knows which sets are complete, and which turned out to be damaged. No RDB is read.',
    },
    {
      sid: 'DeleteOldSets',
      actions: ['s3:DeleteObject'],
      on: 'bucket-objects',
      keys: ['backups/cluster=ID/*'],
      why: 'Deletes the sets that `keep` does not keep. No version of them: what was deleted can be got back for some days.',
    },
    {
      sid: 'FindSets',
      actions: ['s3:ListBucket'],
      on: 'bucket',
      keys: ['backups/cluster=ID/*'],
      why: 'Finds the sets that are there, and whether this run was made before.',
    },
    useBucketKey,
  ],
};
