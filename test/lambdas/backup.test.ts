import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { untilIdle, untilInfo } from '../cluster/scenario.ts';
import { nodeAt, useCluster } from '../harness/cluster.ts';
import { countedBy } from '../harness/command-counts.ts';
import { deployedNodes, dueAt, functionTestTimeoutMs, useFunctions } from '../harness/functions.ts';
import { plantSecrets } from '../harness/planted-secrets.ts';

const functions = useFunctions();
const aws = () => functions.aws();
const due = (minute: number) => ({ task: 'save', scheduledAt: dueAt(minute) });
const keyAt = (minute: string) => `history/saves/cluster=shop/dt=2026-03-01/20260301T03${minute}00.000Z.json.gz`;

interface Line {
  readonly kind: string;
  readonly outcome?: string;
  readonly reason?: string;
  readonly complete?: boolean;
}

const linesAt = (minute: string): readonly Line[] =>
  gunzipSync(aws().s3.objects.get(keyAt(minute)) ?? Buffer.alloc(0))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const { secret, leaksIn } = plantSecrets();
const hash = createHash('sha256').update(secret('password of saves')).digest('hex');

describe('the function that saves', () => {
  const cluster = useCluster({
    primaries: 1,
    usersAcl: [
      'user default on >operates ~* +@all',
      `user backup on #${hash} -@all +info +cluster|nodes +role +bgsave +client|setname`,
      '',
    ].join('\n'),
    login: { password: 'operates' },
    config: ['masterauth operates'],
  });
  const primary = (): LocalNode => nodeAt(cluster().nodes, 0);
  const replica = (): LocalNode => nodeAt(cluster().nodes, 1);
  const start = () =>
    functions.start('backup', deployedNodes([primary().address], { username: 'backup', secret: 'shop/backup' }));
  beforeEach(async () => {
    aws().secrets.secrets.set('shop/backup', secret('password of saves'));
    await untilIdle(replica());
  });

  test(
    'lets the replica save, keeps what became of it, and says nothing of the password',
    async () => {
      const before = (await countedBy(primary())).bgsave;
      const backup = start();
      expect(await backup.invoke(due(0))).toMatchObject({ status: 'saved', shards: 1 });
      expect([...aws().s3.objects.keys()]).toEqual([keyAt('00')]);
      expect(linesAt('00')).toMatchObject([
        { kind: 'save', outcome: 'ok', scheduledAt: '2026-03-01T03:00:00.000Z', node: { address: replica().address } },
        { kind: 'summary', saved: 1, complete: true },
      ]);
      expect((await countedBy(primary())).bgsave).toBe(before);
      const kept = linesAt('00').map((line) => JSON.stringify(line));
      expect([...leaksIn('log', backup.log()), ...leaksIn('object', kept.join('\n'))]).toEqual([]);
    },
    functionTestTimeoutMs,
  );

  test(
    'saves nothing for a run that was made already',
    async () => {
      const backup = start();
      await backup.invoke(due(0));
      const before = (await countedBy(replica())).bgsave;
      expect(await backup.invoke(due(0))).toMatchObject({ status: 'repeated' });
      expect((await countedBy(replica())).bgsave).toBe(before);
    },
    functionTestTimeoutMs,
  );

  test(
    'reads the password at each call: it may have been changed since',
    async () => {
      aws().secrets.secrets.set('shop/backup', secret('stale password'));
      const backup = start();
      await expect(backup.invoke(due(0))).rejects.toMatchObject({
        name: 'SaveError',
        message: expect.stringContaining('the user name or the password is wrong'),
      });
      aws().secrets.secrets.set(
        'shop/backup',
        JSON.stringify({ username: 'backup', password: secret('password of saves') }),
      );
      expect(await backup.invoke(due(5))).toMatchObject({ status: 'saved' });
      expect(leaksIn('log', backup.log())).toEqual([]);
    },
    functionTestTimeoutMs,
  );

  test(
    'fails, so that it shows, where a shard was not saved, and keeps why',
    async () => {
      await replica().sendAll([
        ['CONFIG', 'SET', 'masterauth', 'x'],
        ['CLIENT', 'KILL', 'TYPE', 'master'],
      ]);
      await untilInfo(replica(), 'master_link_status', (value) => value === 'down');
      const backup = start();
      try {
        await expect(backup.invoke(due(0), 20_000)).rejects.toMatchObject({
          name: 'SaveError',
          message: expect.stringContaining('0 of 1 shards were saved on a replica\n  shard 0: no-replica, '),
        });
      } finally {
        await replica().send('CONFIG', 'SET', 'masterauth', 'operates');
        await untilInfo(replica(), 'master_link_status', (value) => value === 'up');
      }
      expect(linesAt('00')).toMatchObject([
        { kind: 'save', outcome: 'no-replica', replicas: [{ refusal: 'link-down' }] },
        { kind: 'summary', saved: 0, complete: false },
      ]);
    },
    functionTestTimeoutMs,
  );

  test(
    'stops in time to keep what it has seen: a save that is not over then is not called good',
    async () => {
      await primary().sendAll(Array.from({ length: 200 }, (_, index) => ['SET', `key:${index}`, 'value']));
      await untilInfo(replica(), 'db0', (value) => value.startsWith('keys=200,'));
      await replica().send('CONFIG', 'SET', 'rdb-key-save-delay', '100000');
      const backup = start();
      try {
        await expect(backup.invoke(due(0), 10_000)).rejects.toMatchObject({
          name: 'SaveError',
          message: expect.stringMatching(
            /shard 0: not-verified at \S+, it still saved when the time was up, after \d s/,
          ),
        });
      } finally {
        await replica().send('CONFIG', 'SET', 'rdb-key-save-delay', '0');
      }
      expect(linesAt('00')).toMatchObject([{ outcome: 'not-verified', sent: true }, { complete: false }]);
    },
    functionTestTimeoutMs,
  );

  test(
    'logs what became of the saves also where the store takes nothing',
    async () => {
      aws().s3.fault = (method) => (method === 'PUT' ? 'denied' : undefined);
      const backup = start();
      await expect(backup.invoke(due(0))).rejects.toMatchObject({ name: 'StoreError' });
      expect(backup.log()).toMatch(/"outcome":"ok"/);
    },
    functionTestTimeoutMs,
  );

  test.each<[string, unknown]>([
    ['nothing', null],
    ['another task', { task: 'copy', scheduledAt: dueAt(0) }],
    ['a time that the scheduler did not fill in', { task: 'save', scheduledAt: '<aws.scheduler.scheduled-time>' }],
  ])('says that it does not know an event with %s', async (_, event) => {
    await expect(start().invoke(event)).rejects.toMatchObject({
      name: 'FunctionError',
      hint: expect.stringContaining('scheduledAt'),
    });
  });
});
