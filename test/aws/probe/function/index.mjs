import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

/** Does what its event asks for and returns what it saw. */
export async function handler(event, context) {
  const remaining = context.getRemainingTimeInMillis();
  console.log(`EVENT ${JSON.stringify(event)}`);
  await sleep(event.sleepMs ?? 0);
  if (event.fail !== undefined) throw new Error(event.fail);
  if (event.put !== undefined) await put(event.put);
  return { remaining, later: context.getRemainingTimeInMillis(), version: process.version, variables: process.env };
}

/** With the client library that the runtime brings along, as the functions do that the CDK adds to a stack. */
async function put({ bucket, key }) {
  const { PutObjectCommand, S3Client } = createRequire(import.meta.url)('@aws-sdk/client-s3');
  await new S3Client().send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'x' }));
}
