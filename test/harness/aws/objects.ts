import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { Clients } from './clients.ts';

/** Keys of a bucket that begin with this, in their order. */
export async function keysOf({ s3 }: Clients, bucket: string, prefix = ''): Promise<readonly string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  return Contents.flatMap(({ Key }) => Key ?? []);
}

/** `KEY VERSION` of everything that was ever written, deletions included, to keys with these words in them. */
export async function versionsOf({ s3 }: Clients, bucket: string, words: string): Promise<readonly string[]> {
  const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  const all = [...(listed.Versions ?? []), ...(listed.DeleteMarkers ?? [])];
  return all.flatMap(({ Key = '', VersionId }) => (Key.includes(words) ? [`${Key} ${VersionId}`] : [])).toSorted();
}

/** A stored document, unpacked. */
export async function readObject({ s3 }: Clients, bucket: string, key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
  return (key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}
