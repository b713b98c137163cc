import { createHash } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { s3BackupsPermissions } from '../../lib/adapters/stores/s3-backups.ts';
import { copyCommands } from '../../lib/core/backup/copy-commands.ts';
import type { BackupManifest } from '../../lib/core/backup/manifest.ts';
import { fillCluster } from '../../lib/demo/fill.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { untilIdle } from '../cluster/scenario.ts';
import { nodeAt, useCluster } from '../harness/cluster.ts';
import { countedBy } from '../harness/command-counts.ts';
import { slowDown, untilCaughtUp } from '../harness/copies.ts';
import { deployedNodes, dueAt, functionTestTimeoutMs, useFunctions } from '../harness/functions.ts';
import { plantSecrets } from '../harness/planted-secrets.ts';

const functions = useFunctions();
const aws = () => functions.aws();
/** Of which half a minute is kept back. */
const ENOUGH_MS = 120_000;
const due = (minute: number) => ({ task: 'copy', scheduledAt: dueAt(minute) });
const setAt = (minute: string, milliseconds = '000') => `backups/cluster=shop/20260301T03${minute}00.${milliseconds}Z/`;
const setFiles = ['begun.json', 'manifest.json', 'shard-0.rdb'];
const filesOf = (set: string, files: readonly string[] = setFiles) => files.map((file) => `${set}${file}`);
const keys = () => [...aws().s3.objects.keys()].sort();
const manifestIn = (set: string) => JSON.parse(String(aws().s3.objects.get(`${set}manifest.json`))) as BackupManifest;

const { secret, leaksIn } = plantSecrets();
const hash = createHash('sha256').update(secret('password of copies')).digest('hex');

describe('the function that copies', () => {
  const cluster = useCluster({
    primaries: 1,
    usersAcl: [
      'user default on >operates ~* +@all',
      `user copier on #${hash} -@all ${copyCommands.map((command) => `+${command}`).join(' ')}`,
      '',
    ].join('\n'),
    login: { password: 'operates' },
    config: ['masterauth operates', 'rdbcompression no', 'auto-aof-rewrite-percentage 0'],
  });
  const [primary, replica] = [(): LocalNode => nodeAt(cluster().nodes, 0), (): LocalNode => nodeAt(cluster().nodes, 1)];
  const start = (change: object = { keep: { count: 7 } }) =>
    functions.start(
      'copy',
      deployedNodes([primary().address], { username: 'copier', secret: 'shop/copier', ...change }),
    );
  beforeAll(async () => {
    await fillCluster(cluster(), 300);
    await untilCaughtUp(cluster());
  }, functionTestTimeoutMs);
  beforeEach(async () => {
    aws().secrets.secrets.set('shop/copier', secret('password of copies'));
    await untilIdle(replica());
  });
  afterEach(() => slowDown(cluster(), 0));

  /** One key that no RDB makes any smaller: more than a part or two. It grows by steps that no machine takes long for. */
  async function setLarge(steps: number): Promise<void> {
    const script = "return redis.call('APPEND', KEYS[1], string.rep('x', 10000000))";
    await primary().send('DEL', 'large');
    for (let step = 0; step < steps; step++) await primary().send('EVAL', script, 1, 'large');
    await untilCaughtUp(cluster());
  }

  test(
    'puts a complete set into the bucket, from the replica, counts it, and says nothing of the password',
    async () => {
      const before = await countedBy(primary());
      const copy = start();
      const answer = await copy.invoke(due(0), ENOUGH_MS);
      expect(answer).toMatchObject({ status: 'copied', set: '20260301T030000.000Z', deleted: [] });
      expect(keys()).toEqual(filesOf(setAt('00')));
      expect(manifestIn(setAt('00'))).toMatchObject({
        complete: true,
        shards: [{ outcome: 'ok', node: { address: replica().address }, rdb: { content: { keys: 300 } } }],
      });
      expect((await countedBy(primary())).sync).toBe(before.sync);
      expect(copy.log()).toMatch(/"CopiesCompleted":1/);
      expect(copy.log()).toContain('"cluster":"test/shop"');
      const documents = keys().flatMap((key) => (key.endsWith('.json') ? String(aws().s3.objects.get(key)) : []));
      expect([...leaksIn('log', copy.log()), ...leaksIn('object', documents.join('\n'))]).toEqual([]);
    },
    functionTestTimeoutMs,
  );

  test(
    'copies nothing for a run that was made already',
    async () => {
      const copy = start();
      await copy.invoke(due(0), ENOUGH_MS);
      const [objects, syncs, requests] = [keys(), (await countedBy(replica())).sync, aws().s3.requests.length];
      expect(await copy.invoke(due(0), ENOUGH_MS)).toMatchObject({ status: 'repeated' });
      expect([keys(), (await countedBy(replica())).sync]).toEqual([objects, syncs]);
      expect(
        aws()
          .s3.requests.slice(requests)
          .filter((request) => !request.startsWith('LIST')),
      ).toEqual([]);
    },
    functionTestTimeoutMs,
  );

  test(
    'makes a run that was interrupted anew, beside what is left of it',
    async () => {
      const left = filesOf(setAt('00'), ['begun.json', 'shard-0.rdb']);
      for (const key of left) aws().s3.objects.set(key, Buffer.from('left'));
      expect(await start({}).invoke(due(0), ENOUGH_MS)).toMatchObject({
        status: 'copied',
        set: '20260301T030000.001Z',
      });
      expect(keys()).toEqual([...left, ...filesOf(setAt('00', '001'))]);
      expect(await start().invoke(due(0), ENOUGH_MS)).toMatchObject({ status: 'repeated' });
    },
    functionTestTimeoutMs,
  );

  test(
    'deletes the sets that are not kept once a new one is complete, and asks for no uploads',
    async () => {
      const copy = start({ keep: { count: 1 } });
      await copy.invoke(due(0), ENOUGH_MS);
      const requests = aws().s3.requests.length;
      expect(await copy.invoke(due(1), ENOUGH_MS)).toMatchObject({
        status: 'copied',
        deleted: ['20260301T030000.000Z'],
      });
      expect(keys()).toEqual(filesOf(setAt('01')));
      expect(
        aws()
          .s3.requests.slice(requests)
          .filter((request) => request.startsWith('UPLOADS')),
      ).toEqual([]);
    },
    functionTestTimeoutMs,
  );

  test(
    'fails, so that it shows, where the bucket does not take an RDB, and deletes no older set',
    async () => {
      await start().invoke(due(0), ENOUGH_MS);
      aws().s3.fault = (method, key) => (method === 'PUT' && key.endsWith('.rdb') ? 'denied' : undefined);
      const copy = start({ keep: { count: 1 } });
      await expect(copy.invoke(due(1), ENOUGH_MS)).rejects.toMatchObject({
        name: 'CopyError',
        message: expect.stringMatching(
          /is not the whole cluster\n {2}shard 0 \(failed\): .*\n {2}shard 0: Allow s3:PutObject/,
        ),
      });
      expect(keys()).toEqual([...filesOf(setAt('00')), ...filesOf(setAt('01'), ['begun.json', 'manifest.json'])]);
      expect(manifestIn(setAt('01'))).toMatchObject({ complete: false, shards: [{ outcome: 'failed', rdb: null }] });
      expect(copy.log()).not.toContain('CopiesCompleted');
    },
    functionTestTimeoutMs,
  );

  test(
    'warns of more than fits, breaks off what goes on when the time is up, leaves nothing of it, and says so',
    async () => {
      await setLarge(13);
      await slowDown(cluster(), 100_000);
      const copy = start();
      await expect(copy.invoke(due(0), 34_000)).rejects.toMatchObject({
        name: 'CopyError',
        message: expect.stringContaining('the transfer was broken off'),
      });
      // Four seconds are left of its time, less what a loaded machine took to come so far.
      expect(copy.log()).toMatch(/the primaries hold 1\d\d MiB, and a function has [1-4] s to copy/);
      expect(keys()).toEqual(filesOf(setAt('00'), ['begun.json', 'manifest.json']));
      expect(manifestIn(setAt('00')).complete).toBe(false);
      expect(aws().s3.partsLeft()).toBe(0);
    },
    functionTestTimeoutMs,
  );

  test(
    'may do in the bucket what it does, and nothing else',
    async () => {
      const before = aws().s3.requests.length;
      let parts = 0;
      aws().s3.fault = (method) => (method === 'PART' && ++parts === 1 ? 'denied' : undefined);
      await setLarge(2);
      const copy = start({ keep: { count: 1 } });
      await expect(copy.invoke(due(0), ENOUGH_MS)).rejects.toMatchObject({ name: 'CopyError' });
      await copy.invoke(due(1), ENOUGH_MS);
      await copy.invoke(due(2), ENOUGH_MS);
      const done = aws().s3.requests.slice(before).map(actionOf);
      const granted = s3BackupsPermissions.copy.flatMap(({ actions, keys: patterns = [] }) =>
        actions.flatMap((action) => patterns.map((pattern) => grantOf(action, pattern))),
      );
      expect(done.filter((each) => !granted.some((covers) => covers.test(each)))).toEqual([]);
      expect(granted.filter((covers) => !done.some((each) => covers.test(each)))).toEqual([]);
    },
    functionTestTimeoutMs,
  );

  test.each<[string, unknown]>([
    ['nothing', null],
    ['another task', { task: 'save', scheduledAt: dueAt(0) }],
    ['a time that the scheduler did not fill in', { task: 'copy', scheduledAt: '<aws.scheduler.scheduled-time>' }],
  ])('says that it does not know an event with %s', async (_, event) => {
    await expect(start().invoke(event)).rejects.toMatchObject({
      name: 'FunctionError',
      hint: expect.stringContaining('scheduledAt'),
    });
  });
});

/** `PART backups/…` → `s3:PutObject backups/…`; of a listing the fake does not tell the prefix. */
function actionOf(request: string): string {
  const [method = '', key = ''] = request.split(' ');
  const actions: Readonly<Record<string, string>> = {
    GET: 's3:GetObject',
    HEAD: 's3:GetObject',
    PUT: 's3:PutObject',
    CREATE: 's3:PutObject',
    PART: 's3:PutObject',
    COMPLETE: 's3:PutObject',
    ABORT: 's3:AbortMultipartUpload',
    DELETE: 's3:DeleteObject',
    LIST: 's3:ListBucket',
  };
  return `${actions[method]} ${method === 'LIST' ? 'backups/cluster=shop/' : key}`;
}

function grantOf(action: string, pattern: string): RegExp {
  const text = pattern.replace('ID', 'shop').replaceAll('.', '\\.').replaceAll('*', '.*');
  return new RegExp(`^${action} ${text}$`);
}
