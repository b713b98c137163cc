import { randomUUID } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type AwsFailure, awsFailure } from '../../../core/aws-failure.ts';
import type { ObjectWriter } from '../../../ports.ts';
import { partBuffer } from './part-buffer.ts';
import { type Sends, unusable } from './s3-calls.ts';

const FIRST_PART_BYTES = 8 * 2 ** 20;

/** Parts of each size, before they become twice as large. */
const PARTS_OF_A_SIZE = 1000;

/** Parts on their way at the same time: with the one that is gathered, all that is held in memory. */
const MOST_ON_THEIR_WAY = 2;

/**
 * The length is not known beforehand, S3 takes 10,000 parts, and each is held in memory: so they grow. 1000 parts of
 * 8 MiB are 8 GiB, with 1000 of 16 MiB 23 GiB, and so on: ten sizes hold 8 TiB, and an object has 5 TiB at most.
 *
 * @param before bytes of the parts before it
 */
export function partBytes(before: number): number {
  let size = FIRST_PART_BYTES;
  for (let rest = before; rest >= PARTS_OF_A_SIZE * size; size *= 2) rest -= PARTS_OF_A_SIZE * size;
  return size;
}

/** What fits into one part is written by one call; everything else by a multipart upload. */
export function beginUpload(client: Sends, bucket: string, key: string): ObjectWriter {
  const place = { Bucket: bucket, Key: key };
  /** Tells our object from somebody else's, when an answer gets lost. */
  const mark = { writer: randomUUID() };
  const gathered = partBuffer(partBytes);
  const parts: CompletedPart[] = [];
  const onTheirWay = new Set<Promise<void>>();
  let upload: string | undefined;
  let sent = 0;
  let over = false;

  async function begin(): Promise<string> {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...place, Metadata: mark }));
    if (UploadId === undefined) throw new TypeError('S3 began an upload without a name');
    upload = UploadId;
    return UploadId;
  }

  /** Resolves when it is on its way, and there is room for another one. */
  async function send(Body: Uint8Array): Promise<void> {
    const UploadId = upload ?? (await begin());
    const PartNumber = ++sent;
    const work = client
      .send(new UploadPartCommand({ ...place, UploadId, PartNumber, Body }))
      .then(({ ETag, ChecksumCRC32 }) => {
        parts[PartNumber - 1] = { PartNumber, ETag, ...(ChecksumCRC32 === undefined ? {} : { ChecksumCRC32 }) };
        onTheirWay.delete(work);
        gathered.giveBack(Body);
      });
    // Whoever waits next hears of it: a part that failed stays in the set.
    work.catch(() => undefined);
    onTheirWay.add(work);
    if (onTheirWay.size >= MOST_ON_THEIR_WAY) await Promise.race(onTheirWay);
  }

  async function finish(): Promise<void> {
    const rest = gathered.rest();
    if (upload === undefined) {
      await client.send(new PutObjectCommand({ ...place, Body: rest, Metadata: mark, IfNoneMatch: '*' }));
      return;
    }
    if (rest.length > 0) await send(rest);
    await Promise.all(onTheirWay);
    const whole = { ...place, UploadId: upload, MultipartUpload: { Parts: parts }, IfNoneMatch: '*' };
    await client.send(new CompleteMultipartUploadCommand(whole));
  }

  /** The answer can get lost after the object has come to be: the next attempt finds it there. */
  async function isOurs({ attempts }: AwsFailure): Promise<boolean> {
    if (attempts < 2) return false;
    const found = await client.send(new HeadObjectCommand(place)).catch(() => undefined);
    return found?.Metadata?.writer === mark.writer;
  }

  async function abort(): Promise<void> {
    if (over) return;
    over = true;
    await Promise.allSettled(onTheirWay);
    if (upload === undefined) return;
    await client.send(new AbortMultipartUploadCommand({ ...place, UploadId: upload })).catch(() => undefined);
  }

  return {
    async write(chunk) {
      try {
        for (const part of gathered.add(chunk)) await send(part);
      } catch (error) {
        throw unusable('write', `s3://${bucket}/${key}`, awsFailure(error), error);
      }
    },
    async commit() {
      try {
        await finish();
        over = true;
        return true;
      } catch (error) {
        const failure = awsFailure(error);
        if (await isOurs(failure)) {
          over = true;
          return true;
        }
        await abort();
        // Another one is there, or is about to be.
        if (failure.status === 412 || failure.status === 409) return false;
        throw unusable('write', `s3://${bucket}/${key}`, failure, error);
      }
    },
    abort,
  };
}
