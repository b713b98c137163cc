import { stat } from 'node:fs/promises';
import { directoryStore } from '../adapters/stores/directory.ts';
import { directoryBackups } from '../adapters/stores/directory-backups.ts';
import type { ObjectStore } from '../adapters/stores/shared/object-store.ts';
import { UsageError } from '../core/errors.ts';
import type { BackupStore } from '../ports.ts';

const BUCKET = 's3://';

/** A name as S3 has it, or the ARN of an access point. */
const bucketPattern = /^(?:[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]|arn:aws[\w-]*:s3:[\w:/-]+)$/;

/** As many attempts as the functions make, and more time for each: a terminal may be far away from the bucket. */
const patience = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 5000,
    requestTimeout: 15_000,
    throwOnRequestTimeout: true,
    socketTimeout: 15_000,
  },
};

/** Parts of RDBs have 8 MiB and more: what counts is that bytes still move. */
const backupPatience = {
  ...patience,
  requestHandler: { ...patience.requestHandler, requestTimeout: 300_000, socketTimeout: 30_000 },
};

/**
 * Opens what `--store` names: a directory, or a bucket as `s3://BUCKET`. A bucket is reached with the credentials and
 * in the region that the AWS command line would take, from the environment or from its files. The store is not asked
 * yet, and a directory need not be there: what is written makes it.
 *
 * @throws UsageError for what names no bucket, and without a region or credentials
 */
export async function openStore(store: string): Promise<ObjectStore> {
  if (!isBucket(store)) return directoryStore(store);
  const { client, bucket } = await bucketClient(store, patience);
  const { s3Store } = await import('../adapters/stores/s3.ts');
  return s3Store(client, bucket);
}

/** The same for RDBs. @throws UsageError */
export async function openBackups(store: string): Promise<BackupStore> {
  if (!isBucket(store)) return directoryBackups(store);
  const { client, bucket } = await bucketClient(store, backupPatience);
  const { s3Backups } = await import('../adapters/stores/s3-backups.ts');
  return s3Backups(client, bucket);
}

export function isBucket(store: string): boolean {
  return store.startsWith(BUCKET);
}

async function bucketClient(store: string, settings: typeof patience) {
  const bucket = store.slice(BUCKET.length).replace(/\/$/, '');
  if (!bucketPattern.test(bucket)) throw new UsageError(`${store} names no bucket`, hintFor(bucket));
  // Loaded where it is wanted: the SDK takes longer to start than all else here.
  const { S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client(settings);
  await found(client.config.region, 'region', 'set AWS_REGION, or `region` in the profile that AWS_PROFILE names');
  await found(
    client.config.credentials,
    'credentials',
    'log in as for the AWS command line: `aws sts get-caller-identity`',
  );
  return { client, bucket };
}

/** Found out beforehand: a call that fails for it looks like one that S3 did not answer. */
async function found(look: () => Promise<unknown>, what: string, hint: string): Promise<void> {
  try {
    await look();
  } catch {
    throw new UsageError(`no ${what} for the bucket ${what === 'region' ? 'is' : 'are'} set here`, hint);
  }
}

/**
 * The same for a command that only reads: a directory that is not there was named wrong.
 *
 * @throws UsageError
 */
export async function openStoreToRead(store: string): Promise<ObjectStore> {
  await mustBeThere(store, 'audits keep theirs with --store');
  return openStore(store);
}

/** The same for RDBs. @throws UsageError */
export async function openBackupsToRead(store: string): Promise<BackupStore> {
  await mustBeThere(store, '`backup copy` keeps RDBs with --store');
  return openBackups(store);
}

async function mustBeThere(store: string, hint: string): Promise<void> {
  if (!isBucket(store) && !(await isDirectory(store))) throw new UsageError(`There is no directory ${store}`, hint);
}

function hintFor(bucket: string): string {
  return bucket.includes('/')
    ? 'say s3://BUCKET alone: the keys in it begin with facts/, history/ and state/'
    : 'say s3://BUCKET, with the name that the stack shows as its output Bucket';
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
