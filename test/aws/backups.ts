import type { BackupManifest } from '../../lib/core/backup/manifest.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { eventually } from '../harness/aws/await-aws.ts';
import type { Clients } from '../harness/aws/clients.ts';
import type { Emulator } from '../harness/aws/emulator.ts';
import { keysOf, readObject } from '../harness/aws/objects.ts';
import { scheduleOnce, schedulesOf } from '../harness/aws/schedules.ts';
import { nodeAt } from '../harness/cluster.ts';
import { countedBy } from '../harness/command-counts.ts';
import { untilCaughtUp } from '../harness/copies.ts';

/** Saves and copies as an environment file declares them, each as a user of its own. */
export const backup = {
  save: 'cron(0 2 * * ? *)',
  username: 'backup',
  secret: 'shop/backup',
  copy: { schedule: 'cron(0 3 * * ? *)', keep: { count: 7 }, username: 'copier', secret: 'shop/copier' },
};

/** Where a deployed auditor keeps what it did. */
interface Place {
  readonly emulator: Emulator;
  readonly clients: Clients;
  readonly bucket: string;
}

/** Calls a function as its schedule does, and waits for an object. @returns when it was due, and the key */
export async function runUntil(
  { emulator, clients, bucket }: Place,
  worker: string,
  keyOf: (due: string) => { readonly prefix: string; readonly end: string },
): Promise<{ readonly due: string; readonly key: string }> {
  const all = await schedulesOf(emulator);
  const schedule = all.find(({ Target }) => Target.Arn.endsWith(`:${worker}`));
  if (schedule === undefined) throw new Error(`no schedule calls ${worker}`);
  const due = await scheduleOnce(emulator, schedule);
  const { prefix, end } = keyOf(due.replace(/[-:]/g, '').replace('Z', '.000Z'));
  const key = await eventually(emulator, `${prefix}…${end}`, async () =>
    (await keysOf(clients, bucket, prefix)).find((each) => each.endsWith(end)),
  );
  return { due, key };
}

/** Lines of a stored history. */
export async function linesAt({ clients, bucket }: Place, key: string): Promise<readonly Record<string, unknown>[]> {
  const text = await readObject(clients, bucket, key);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

export async function manifestAt({ clients, bucket }: Place, key: string): Promise<BackupManifest> {
  return JSON.parse(await readObject(clients, bucket, key)) as BackupManifest;
}

/** How often each primary was asked to save or to be copied. */
export function askedOfPrimaries(cluster: LocalCluster): Promise<readonly unknown[]> {
  return Promise.all(
    cluster.primaries.map(async (node) => {
      const { bgsave = 0, sync = 0 } = await countedBy(node);
      return { bgsave, sync };
    }),
  );
}

/** More than fits into one part of an upload, on one shard. */
export async function addLargeKey(cluster: LocalCluster): Promise<void> {
  for (const node of cluster.nodes) await node.send('CONFIG', 'SET', 'rdbcompression', 'no');
  const script = "return redis.call('SET', KEYS[1], string.rep('x', 12000000))";
  await nodeAt(cluster.primaries, 0).send('EVAL', script, 1, 'b');
  await untilCaughtUp(cluster);
}
