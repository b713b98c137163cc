import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { recordStore } from '../../lib/adapters/stores/shared/records.ts';
import { openStore, openStoreToRead } from '../../lib/cli/open-store.ts';
import { noAlerts } from '../../lib/core/alert.ts';
import { emptyBaselines } from '../../lib/core/baselines.ts';
import { type FakeS3, startFakeS3 } from '../harness/fake-s3.ts';
import { run } from './fake-io.ts';

const directory = mkdtempSync(join(tmpdir(), 'open-store-'));
const before = { ...process.env };
let s3: FakeS3;

/** As a shell would be that has logged in to AWS, with nothing in its files. */
const shell = () => ({
  AWS_ENDPOINT_URL: s3.endpoint,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_CONFIG_FILE: join(directory, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: join(directory, 'credentials'),
  AWS_EC2_METADATA_DISABLED: 'true',
});

beforeAll(async () => {
  s3 = await startFakeS3();
});
beforeEach(() => {
  s3.objects.clear();
  process.env = { ...before, ...shell() };
});
afterAll(async () => {
  process.env = before;
  rmSync(directory, { recursive: true });
  await s3.close();
});

describe('what --store names', () => {
  test('is a bucket after s3://', async () => {
    const store = await openStoreToRead('s3://history-1/');
    expect(store.location).toBe('s3://history-1');
    expect(await store.create('facts/a', Buffer.from('one'))).toBe(true);
    expect([...s3.objects.keys()]).toEqual(['facts/a']);
  });

  test('is a directory otherwise', async () => {
    const store = await openStore(join(directory, 'new'));
    expect(await store.create('facts/a', Buffer.from('one'))).toBe(true);
    expect(s3.objects.size).toBe(0);
  });

  test.each([
    ['s3://', 'with the name that the stack shows'],
    ['s3://Big Bucket', 'with the name that the stack shows'],
    ['s3://history/facts', 'the keys in it begin with facts/'],
  ])('cannot be %s', async (place, hint) => {
    await expect(openStore(place)).rejects.toMatchObject({
      name: 'UsageError',
      message: `${place} names no bucket`,
      hint: expect.stringContaining(hint),
    });
  });

  test('has to be there to be read', async () => {
    await expect(openStoreToRead(join(directory, 'none'))).rejects.toMatchObject({ name: 'UsageError' });
  });

  test.each([
    ['AWS_REGION', 'no region for the bucket is set here'],
    ['AWS_ACCESS_KEY_ID', 'no credentials for the bucket are set here'],
  ])('is no bucket without %s', async (name, message) => {
    delete process.env[name];
    await expect(openStore('s3://history')).rejects.toMatchObject({ name: 'UsageError', message });
  });
});

describe('history alerts', () => {
  test('reads a bucket', async () => {
    const { code, stdout, stderr } = await run('history alerts --store s3://history');
    expect({ code, stderr, stdout }).toEqual({
      code: 0,
      stderr: '',
      stdout: 'No alert from 2026-02-22 03:00 to 2026-03-01 03:00 UTC.\n',
    });
  });
});

describe('silences', () => {
  const place = ['--store', 's3://history', '--cluster', 'shop'];
  const silence = (...words: readonly string[]) => run(['silence', ...words, ...place], { env: { USER: 'ann' } });

  test('are kept in a bucket, for audits that somebody else runs', async () => {
    const baselines = emptyBaselines;
    await recordStore(await openStore('s3://history')).save('shop', { alerts: noAlerts, baselines }, null);
    const added = await silence('add', 'rule=aof/*', '--for', '2h', '--reason', 'new disk');
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect(added.stdout).toContain('--store s3://history --cluster shop` ends it earlier');
    const [, id = ''] = /^Silence (\w+) /.exec(added.stdout) ?? [];
    expect((await silence('list')).stdout).toContain(id);
    expect((await silence('end', id)).stdout).toContain('has ended, 2 h before its time');
    expect([...s3.objects.keys()]).toEqual(['state/cluster=shop/alerts.json', 'state/cluster=shop/silences.json']);
  });
});
