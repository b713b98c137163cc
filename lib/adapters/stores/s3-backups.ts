import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  type MultipartUpload,
  type S3Client,
} from '@aws-sdk/client-s3';
import { awsFailure } from '../../core/aws-failure.ts';
import type { BackupStore } from '../../ports.ts';
import { keysIn, unusable } from './shared/s3-calls.ts';
import { beginUpload } from './shared/s3-upload.ts';

type Sends = Pick<S3Client, 'send'>;

/**
 * Sets of RDBs in a bucket. Objects come to be in one step: small ones by one call, the others by a multipart upload
 * that is completed at the end, both only where nothing is. The client retries and gives up in time as it is configured.
 */
export function s3Backups(client: Sends, bucket: string): BackupStore {
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
    listBegun: async (prefix) => (await uploadsIn(client, bucket, prefix)).map(({ Key = '' }) => Key),
    delete: (key) => deleteObject(client, bucket, key),
    async clear(prefix) {
      for (;;) {
        const keys = await keysIn(client, bucket, prefix, '');
        for (const key of keys) await deleteObject(client, bucket, key);
        if (keys.length === 0) break;
      }
      await abortUploads(client, bucket, prefix);
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
