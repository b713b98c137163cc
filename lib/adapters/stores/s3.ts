import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type AwsFailure, awsFailure } from '../../core/aws-failure.ts';
import { StateConflictError, StoreError } from '../../core/errors.ts';
import type { Permission } from '../../permissions.ts';
import type { ObjectStore } from './shared/object-store.ts';

/** Attempts at one write while S3 says that another one of the same key is under way. */
const MOST_CONFLICTS = 4;

type Sends = Pick<S3Client, 'send'>;

/**
 * Objects in a bucket. Writes are conditional, so of several writers one wins and the others hear of it. The client
 * retries and gives up in time as it is configured.
 */
export function s3Store(client: Sends, bucket: string): ObjectStore {
  const location = `s3://${bucket}`;
  const read: ObjectStore['read'] = async (key) => {
    try {
      const { Body, ETag = '' } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return { body: (await Body?.transformToByteArray()) ?? new Uint8Array(), token: ETag };
    } catch (error) {
      const failure = awsFailure(error);
      if (failure.code === 'NoSuchKey') return null;
      throw unusable('read', `${location}/${key}`, failure, error);
    }
  };
  /** @returns false when the condition does not hold */
  const write = async (key: string, body: Uint8Array, condition: Condition): Promise<boolean> => {
    for (let attempt = 1; ; attempt++) {
      try {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...condition, ...typeOf(key) }));
        return true;
      } catch (error) {
        const failure = awsFailure(error);
        // What should have been replaced is gone, or another one is there.
        if (failure.status === 412 || failure.code === 'NoSuchKey')
          return failure.attempts > 1 && (await isOurs(read, key, body));
        if (failure.status !== 409) throw unusable('write', `${location}/${key}`, failure, error);
        if (attempt === MOST_CONFLICTS) throw conflict(`${location}/${key}`);
      }
    }
  };
  return {
    location,
    read,
    create: (key, body) => write(key, body, { IfNoneMatch: '*' }),
    async replace(key, body, token) {
      const condition = token === null ? { IfNoneMatch: '*' } : { IfMatch: token };
      if (!(await write(key, body, condition))) throw conflict(`${location}/${key}`);
    },
    async list(prefix, after) {
      try {
        const request = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, StartAfter: after });
        const { Contents = [] } = await client.send(request);
        return Contents.flatMap(({ Key }) => Key ?? []);
      } catch (error) {
        throw unusable('list', `${location}/${prefix}`, awsFailure(error), error);
      }
    },
  };
}

type Condition = { readonly IfNoneMatch: string } | { readonly IfMatch: string };

function typeOf(key: string): { readonly ContentType: string } {
  return { ContentType: key.endsWith('.gz') ? 'application/gzip' : 'application/json' };
}

/** The answer to a write can get lost: then the condition no longer holds for the retry, because it was written. */
async function isOurs(read: ObjectStore['read'], key: string, body: Uint8Array): Promise<boolean> {
  const stored = await read(key).catch(() => null);
  return stored !== null && Buffer.compare(stored.body, body) === 0;
}

function conflict(place: string): StateConflictError {
  return new StateConflictError(
    `${place} was changed by another run in the meantime`,
    'Nothing is lost: the next audit goes on from what the other one saved.',
  );
}

const actionOf = { read: 's3:GetObject', write: 's3:PutObject', list: 's3:ListBucket' } as const;

function unusable(what: 'read' | 'write' | 'list', place: string, failure: AwsFailure, cause: unknown): StoreError {
  const { kind, code } = failure;
  const hints: Readonly<Record<AwsFailure['kind'], string>> = {
    denied: `Allow ${actionOf[what]} there to the role of this function (and the use of its key, if the bucket has one of its own).`,
    missing: 'Check that the bucket exists, in this region and account.',
    throttled: 'S3 asks for fewer calls: it passes, and the next audit goes on. If it stays, audit less often.',
    unavailable: 'S3 has a problem of its own: it passes, and the next audit goes on.',
    network:
      'From a VPC without a way out S3 is reached by a gateway endpoint: check that the route tables of the subnets have it.',
    refused: 'Check the settings of the bucket (policy, object lock, encryption).',
  };
  return new StoreError(`cannot ${what} ${place} (${code})`, hints[kind], cause);
}

const missingIsNotForbidden =
  'Without it S3 says "access denied" of an object that is not there yet, and the first audit could not begin.';

/** What a function needs in the bucket. */
export const s3Permissions: Readonly<Record<'observe' | 'assess' | 'backup', readonly Permission[]>> = {
  backup: [
    {
      sid: 'WriteSaves',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'bucket-objects',
      keys: ['history/saves/cluster=ID/*'],
      why: 'Keeps what became of each shard, and sees whether this run was made before.',
    },
    {
      sid: 'SeeWhatIsThere',
      actions: ['s3:ListBucket'],
      on: 'bucket',
      keys: ['history/saves/cluster=ID/*'],
      why: missingIsNotForbidden,
    },
    {
      sid: 'UseBucketKey',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      on: 'bucket-key',
      why: 'Reads and writes encrypted objects.',
    },
  ],
  observe: [
    {
      sid: 'WriteFacts',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'bucket-objects',
      keys: ['facts/cluster=ID/*'],
      why: 'Stores what the nodes said, and sees whether this run was stored before.',
    },
    {
      sid: 'KeepCursors',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'bucket-objects',
      keys: ['state/cluster=ID/cursors.json'],
      why: 'Knows where it stopped reading in the slow log of each node.',
    },
    {
      sid: 'SeeWhatIsThere',
      actions: ['s3:ListBucket'],
      on: 'bucket',
      keys: ['facts/cluster=ID/*', 'state/cluster=ID/*'],
      why: missingIsNotForbidden,
    },
    {
      sid: 'UseBucketKey',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      on: 'bucket-key',
      why: 'Reads and writes encrypted objects.',
    },
  ],
  assess: [
    {
      sid: 'ReadFacts',
      actions: ['s3:GetObject'],
      on: 'bucket-objects',
      keys: ['facts/cluster=ID/*'],
      why: 'Judges what the nodes said.',
    },
    {
      sid: 'WriteHistory',
      actions: ['s3:PutObject'],
      on: 'bucket-objects',
      keys: ['findings', 'slowlog', 'alerts'].map((kind) => `history/${kind}/cluster=ID/*`),
      why: 'Keeps findings, slow commands and alerts for people to review.',
    },
    {
      sid: 'KeepAlerts',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'bucket-objects',
      keys: ['state/cluster=ID/alerts.json'],
      why: 'Knows which alerts stand and what the last audits said.',
    },
    {
      sid: 'KeepSilences',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'bucket-objects',
      keys: ['state/cluster=ID/silences.json'],
      why: 'Knows what people do not want to be told, and notes that it said when a silence ends.',
    },
    {
      sid: 'FindFacts',
      actions: ['s3:ListBucket'],
      on: 'bucket',
      keys: ['facts/cluster=ID/*', 'state/cluster=ID/*'],
      why: `Finds runs whose event was lost. ${missingIsNotForbidden}`,
    },
    {
      sid: 'UseBucketKey',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      on: 'bucket-key',
      why: 'Reads and writes encrypted objects.',
    },
  ],
};
