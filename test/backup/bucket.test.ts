import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BackupManifest } from '../../lib/core/backup/manifest.ts';
import { fillCluster } from '../../lib/demo/fill.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';
import { tell } from '../harness/command-line.ts';
import { untilCaughtUp } from '../harness/copies.ts';
import { type FakeS3, startFakeS3 } from '../harness/fake-s3.ts';

const cluster = useCluster({ primaries: 2, config: ['rdbcompression no'] });
const before = { ...process.env };
let s3: FakeS3;

beforeAll(async () => {
  s3 = await startFakeS3();
  const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_EC2_METADATA_DISABLED: 'true' };
  process.env = { ...before, ...credentials, AWS_ENDPOINT_URL: s3.endpoint, AWS_REGION: 'eu-west-1' };
  await fillCluster(cluster(), 200);
  // More than a part, so that one shard comes as a multipart upload.
  for (const primary of cluster().primaries)
    await primary.sendAll([['EVAL', "return redis.call('SET', KEYS[1], string.rep('x', 12000000))", 1, 'b']]);
  await untilCaughtUp(cluster());
}, clusterTestTimeoutMs);
afterAll(async () => {
  process.env = before;
  await s3.close();
});

test(
  'a set is copied into a bucket, listed, verified, restored, and deleted in time',
  async () => {
    const place = ['--store', 's3://backups'];
    const copyOnce = () =>
      tell(['backup', 'copy', nodeAt(cluster().nodes, 0).address, ...place, '--keep', '1', '--format', 'json']);
    const first = await copyOnce();
    expect([first.code, (JSON.parse(first.stdout) as BackupManifest).problems]).toEqual([0, []]);
    expect(s3.requests.filter((request) => request.startsWith('COMPLETE '))).not.toEqual([]);
    const second = await copyOnce();
    const { set } = JSON.parse(second.stdout) as BackupManifest;
    expect([...s3.objects.keys()].filter((key) => !key.includes(set))).toEqual([]);
    expect((await tell(['backup', 'verify', ...place])).stdout).toContain(': ok at level 2');
    expect((await tell(['backup', 'drill', ...place])).stdout).toContain(': ok. 2 RDBs restored');
    const list = await tell(['backup', 'list', ...place]);
    expect([list.code, list.stdout]).toEqual([0, expect.stringMatching(/ complete .* ok \(level 2\) .* ok\n$/)]);
    expect(s3.partsLeft()).toBe(0);
  },
  clusterTestTimeoutMs,
);

test(
  'a bucket that takes no more parts leaves nothing of the shard, and the set says so',
  async () => {
    s3.objects.clear();
    let parts = 0;
    s3.fault = (method) => (method === 'PART' && ++parts > 1 ? 'denied' : undefined);
    const { code, stdout } = await tell([
      'backup',
      'copy',
      nodeAt(cluster().nodes, 0).address,
      '--store',
      's3://backups',
    ]);
    s3.fault = () => undefined;
    expect([code, stdout]).toEqual([1, expect.stringContaining('NOT complete')]);
    expect(stdout.replace(/\s+/g, ' ')).toContain('Allow s3:PutObject there');
    expect(s3.partsLeft()).toBe(0);
  },
  clusterTestTimeoutMs,
);
