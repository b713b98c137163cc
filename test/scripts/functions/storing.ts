import { S3Client } from '@aws-sdk/client-s3';
import middy from '@middy/core';
import { logger, observability } from '../../../lambdas/observability.ts';
import { traced } from '../../../lambdas/tracing.ts';
import { s3Store } from '../../../lib/adapters/stores/s3.ts';

/** Writes an object, once, and says what is there and where. */
export const handler = middy(async ({ bucket, key, text }: Readonly<Record<'bucket' | 'key' | 'text', string>>) => {
  const store = s3Store(await traced(new S3Client({ forcePathStyle: true })), bucket);
  const created = await store.create(key, Buffer.from(text));
  const stored = await store.read(key);
  const [missing, keys] = [await store.read('no-such-key'), await store.list('facts/', 'facts/')];
  logger.info('stored', { created, text: Buffer.from(stored?.body ?? []).toString(), missing: missing === null, keys });
}).use(observability);
