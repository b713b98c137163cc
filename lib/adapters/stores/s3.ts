import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { awsFailure } from '../../core/aws-failure.ts';
import { StateConflictError } from '../../core/errors.ts';
import { joinedKinds } from '../../core/storage-keys.ts';
import type { Permission } from '../../permissions.ts';
import type { ObjectStore } from './shared/object-store.ts';
import { keysIn, type Sends, unusable, useBucketKey } from './shared/s3-calls.ts';

/** Attempts at one write while S3 says that another one of the same key is under way. */
const MOST_CONFLICTS = 4;

/**
 * Objects in a bucket. Writes are conditional, so of several writers one wins and the others hear of it. The client
 * retries and gives up in time as it is configured.
 */
export function s3Store(client: Sends, bucket: string): ObjectStore {
  const location = `s3://${bucket}`;
  const get = async (key: string, range?: string) => {
    try {
      const part = range === undefined ? {} : { Range: range };
      const { Body, ETag = '' } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...part }));
      return { body: (await Body?.transformToByteArray()) ?? new Uint8Array(), token: ETag };
    } catch (error) {
      const failure = awsFailure(error);
      if (failure.code === 'NoSuchKey') return null;
      throw unusable('read', `${location}/${key}`, failure, error);
    }
  };
  const read: ObjectStore['read'] = (key) => get(key);
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
    readPart: async (key, offset, bytes) => (await get(key, `bytes=${offset}-${offset + bytes - 1}`))?.body ?? null,
    async delete(key) {
      try {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
      } catch (error) {
        throw unusable('delete', `${location}/${key}`, awsFailure(error), error);
      }
    },
    list: (prefix, after) => keysIn(client, bucket, prefix, after),
  };
}

type Condition = { readonly IfNoneMatch: string } | { readonly IfMatch: string };

function typeOf(key: string): { readonly ContentType: string } {
  if (key.endsWith('.html')) return { ContentType: 'text/html; charset=utf-8' };
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

const missingIsNotForbidden =
  'Without it S3 says "access denied" of an object that is not there yet, and the first audit could not begin.';

function listing(sid: string, keys: readonly string[], why = ''): Permission {
  return { sid, actions: ['s3:ListBucket'], on: 'bucket', keys, why: `${why}${missingIsNotForbidden}` };
}

const dayKeys = joinedKinds.map((kind) => `${kind === 'facts' ? '' : 'history/'}${kind}/cluster=ID/*`);
const indexKeys = joinedKinds.map((kind) => `joined/${kind}/cluster=ID/*`);

/** What a function needs in the bucket. */
export const s3Permissions: Readonly<
  Record<'observe' | 'assess' | 'backup' | 'digest' | 'compact', readonly Permission[]>
> = {
  backup: [
    {
      sid: 'WriteSaves',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'bucket-objects',
      keys: ['history/saves/cluster=ID/*'],
      why: 'Keeps what became of each shard, and sees whether this run was made before.',
    },
    listing('SeeWhatIsThere', ['history/saves/cluster=ID/*']),
    useBucketKey,
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
    listing('SeeWhatIsThere', ['facts/cluster=ID/*', 'state/cluster=ID/*']),
    useBucketKey,
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
      sid: 'ReadAlertLog',
      actions: ['s3:GetObject'],
      on: 'bucket-objects',
      keys: ['history/alerts/cluster=ID/*'],
      why: 'Sees what it has told already, where it ended before that was remembered.',
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
      sid: 'KeepCopies',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'bucket-objects',
      keys: ['history/copies/cluster=ID/*'],
      why: 'Keeps what was known of copies off the hosts when a run was judged, so that it is judged by the same again.',
    },
    {
      sid: 'ReadManifests',
      actions: ['s3:GetObject'],
      on: 'bucket-objects',
      keys: ['manifest', 'verified-*', 'drilled-*'].map((name) => `backups/cluster=ID/*/${name}.json`),
      why: 'Knows how old the copies are, what is in them, and what looks at them came to. No RDB can be read by it.',
    },
    listing(
      'FindFacts',
      ['facts', 'state', 'history/alerts', 'history/copies', 'backups'].map((prefix) => `${prefix}/cluster=ID/*`),
      'Finds runs whose event was lost, and sets of RDBs. ',
    ),
    useBucketKey,
  ],
  digest: [
    {
      sid: 'ReadHistory',
      actions: ['s3:GetObject'],
      on: 'bucket-objects',
      keys: ['facts/cluster=ID/*', ...['slowlog', 'alerts', 'copies'].map((kind) => `history/${kind}/cluster=ID/*`)],
      why: 'Sums up what the audits of a day or a week have left.',
    },
    {
      sid: 'FindInJoinedDays',
      actions: ['s3:GetObject'],
      on: 'bucket-objects',
      keys: ['facts', 'slowlog', 'alerts', 'copies'].map((kind) => `joined/${kind}/cluster=ID/*`),
      why: 'Finds single runs in the days whose objects were joined.',
    },
    {
      sid: 'ReadAlerts',
      actions: ['s3:GetObject'],
      on: 'bucket-objects',
      keys: ['state/cluster=ID/alerts.json', 'state/cluster=ID/silences.json'],
      why: 'Knows what fires since before that, and what is silenced.',
    },
    {
      sid: 'KeepDigests',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'bucket-objects',
      keys: ['digests/cluster=ID/*'],
      why: 'Keeps each digest as a page, and notes who was told of it, so that nobody is told twice.',
    },
    listing(
      'FindHistory',
      [
        'facts/cluster=ID/*',
        ...['slowlog', 'alerts', 'copies'].map((kind) => `history/${kind}/cluster=ID/*`),
        ...['facts', 'slowlog', 'alerts', 'copies'].map((kind) => `joined/${kind}/cluster=ID/*`),
        'state/cluster=ID/*',
        'digests/cluster=ID/*',
      ],
      'Counts the audits, and finds what they have left. ',
    ),
    useBucketKey,
  ],
  compact: [
    {
      sid: 'JoinDays',
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      on: 'bucket-objects',
      keys: dayKeys,
      why: 'Joins the small objects of a finished day into one, and deletes them once that was read back and compared. It may delete no version: what it deletes can be got back for some days.',
    },
    {
      sid: 'KeepIndexes',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'bucket-objects',
      keys: indexKeys,
      why: 'Keeps where each run is in the joined object of its day.',
    },
    listing('FindDays', [...dayKeys, ...indexKeys], 'Finds the small objects of a day. '),
    useBucketKey,
  ],
};
