import { dialler } from '../../lib/adapters/collectors/dialler.ts';
import { inParallel, sleep } from '../../lib/adapters/collectors/pace.ts';
import { replicationRdbSource } from '../../lib/adapters/collectors/rdb-source.ts';
import { type CopyInput, type CopyTools, copy } from '../../lib/backup/copy.ts';
import { sessionSettings } from '../../lib/cli/audit/settings.ts';
import { lookAt } from '../../lib/cli/session.ts';
import type { BackupManifest } from '../../lib/core/backup/manifest.ts';
import { saveFacts } from '../../lib/core/backup/save-facts.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { waitUntil } from '../../lib/demo/wait-until.ts';
import type { BackupStore, ObjectWriter } from '../../lib/ports.ts';

/** As `backup copy` does it, with something else in one place. */
export async function copyWith(
  cluster: LocalCluster,
  store: BackupStore,
  { tools = {}, input = {} }: { tools?: Partial<CopyTools>; input?: Partial<CopyInput> } = {},
): Promise<BackupManifest> {
  const io = { env: {}, now: () => Date.now(), signal: new AbortController().signal };
  const addresses = cluster.nodes.map(({ address }) => address);
  const given = { ...io, stdout: silent, stderr: silent, stdoutIsTty: false, stderrIsTty: false, columns: undefined };
  const settings = await sessionSettings(addresses, { audit: 'topology' }, given);
  const patience = { connectTimeoutMs: 5000, idleTimeoutMs: 20_000 };
  return copy(
    {
      cluster: { id: 'shop' },
      runId: 'run',
      waitMs: 0,
      timeoutMs: 5000,
      parallel: 2,
      deadline: AbortSignal.timeout(60_000),
      ...input,
    },
    {
      store,
      look: () => lookAt(settings, saveFacts, AbortSignal.timeout(60_000)),
      dialler: dialler({}),
      source: replicationRdbSource({}, patience),
      now: () => Date.now(),
      sleep,
      inParallel,
      ...tools,
    },
  );
}

function silent(): void {}

/** The same store, which does something of its own when the first bytes of an object come, before it takes them. */
export function interruptedStore(store: BackupStore, key: string, interrupt: () => unknown): BackupStore {
  return {
    ...store,
    async begin(begun): Promise<ObjectWriter> {
      const writer = await store.begin(begun);
      if (!begun.endsWith(key)) return writer;
      let isFirst = true;
      const write: ObjectWriter['write'] = async (chunk) => {
        if (isFirst) await interrupt();
        isFirst = false;
        await writer.write(chunk);
      };
      return { ...writer, write };
    },
  };
}

/** Lets every node write an RDB so slowly that there is time to come in between. @param delayUs after each key */
export async function slowDown(cluster: LocalCluster, delayUs: number): Promise<void> {
  for (const node of cluster.nodes)
    if (node.pid !== null) await node.send('CONFIG', 'SET', 'rdb-key-save-delay', delayUs);
}

/**
 * Waits until every replica has all that its primary has now. WAIT would not do: it asks for what the same connection
 * wrote.
 */
export async function untilCaughtUp(cluster: LocalCluster): Promise<void> {
  const offset = async (node: LocalNode | undefined, field: string): Promise<number> =>
    Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(String(await node?.send('INFO', 'replication')))?.[1]);
  for (const replica of cluster.replicas) {
    const wanted = await offset(cluster.nodes[replica.primaryIndex], 'master_repl_offset');
    await waitUntil(async () => (await offset(replica, 'slave_repl_offset')) >= wanted, {
      timeoutMs: 60_000,
      what: `${replica.address} to catch up`,
      everyMs: 10,
    });
  }
}
