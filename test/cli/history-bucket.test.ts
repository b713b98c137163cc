import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { clusterFacts } from '../builders/facts.ts';
import { finding, node } from '../builders/result.ts';
import { type FakeS3, startFakeS3 } from '../harness/fake-s3.ts';
import { type HistoryStage, historyStage } from '../history/stage.ts';
import { run } from './fake-io.ts';

let s3: FakeS3;
let stage: HistoryStage;
const before = { ...process.env };
beforeAll(async () => {
  s3 = await startFakeS3();
  stage = historyStage();
  for (const at of [0, 300, 86_400])
    stage.audit(clusterFacts({ at }), [finding('aof/not-enabled', 'fail', node(7001))]);
  for (const entry of readdirSync(stage.root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    s3.objects.set(path.slice(stage.root.length + 1), readFileSync(path));
  }
  const place = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' };
  Object.assign(process.env, place, { AWS_ENDPOINT_URL: s3.endpoint });
});
afterEach(() => {
  s3.fault = () => undefined;
});
afterAll(async () => {
  process.env = before;
  stage.remove();
  await s3.close();
});

const list = () =>
  run('history list --store s3://history-1 --since 2026-03-01 --until 2026-03-03 --format csv', {
    env: { XDG_CACHE_HOME: stage.cacheHome },
  });

describe('the history of a bucket', () => {
  test.each([
    ['list', 'LIST', 's3:ListBucket'],
    ['read', 'GET', 's3:GetObject'],
  ])('that one may not %s is one clear message', async (_, method, action) => {
    s3.fault = (asked) => (asked === method ? 'denied' : undefined);
    const { code, stdout, stderr } = await list();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^redis-auditor: cannot (list|read) s3:\/\/history-1\/history\/findings\/.* \(AccessDenied\)\n/,
    );
    expect(stderr).toContain(`Allow ${action} there`);
  });

  test('is that of a directory, and no object is fetched twice', async () => {
    const { code, stdout } = await list();
    expect(code).toBe(0);
    expect(stdout.split('\r\n').slice(1)).toEqual([
      '2026-03-01,test,2,6,6,1,aof/not-enabled,0,0',
      '2026-03-02,test,1,6,6,1,aof/not-enabled,0,0',
      '',
    ]);
    const gets = () => s3.requests.filter((request) => request.startsWith('GET ')).length;
    const fetched = gets();
    expect((await list()).stdout).toBe(stdout);
    expect(gets()).toBe(fetched);
  });
});
