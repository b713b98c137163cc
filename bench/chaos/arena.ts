import { type LocalCluster, startLocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { waitUntil } from '../../lib/demo/wait-until.ts';

import { compileSlowDisk } from './slow-disk.ts';

/** What the nodes are set to for some rounds. */
export interface Setting {
  /** `appendfsync`; `off` is no append-only file. */
  readonly fsync: 'always' | 'everysec' | 'no' | 'off';
  /** `save` */
  readonly save: string;
  readonly nodeTimeoutMs: number;
}

/** A shard by who is what in it now. */
export interface ShardNow {
  /** First slot. */
  readonly id: string;
  readonly primary: LocalNode;
  readonly replica: LocalNode;
}

/** Where faults are made: three primaries and three replicas that are made whole again after each one. */
export interface Arena {
  readonly cluster: LocalCluster;
  /** Sets every node, also for its next start. */
  prepare(setting: Setting): Promise<void>;
  /** Waits until everything is as it should be, and says who is who. @param index of a shard, in the order of the slots */
  shard(index: number): Promise<ShardNow>;
  stop(): Promise<void>;
}

/** A fault may take a while to mend on a loaded machine. */
const PATIENCE_MS = 40_000;

export async function openArena(ports?: readonly [number, number]): Promise<Arena> {
  const library = await compileSlowDisk();
  const cluster = await startLocalCluster({
    environment: library.environment,
    config: ['cluster-allow-replica-migration no'],
    ...(ports === undefined ? {} : { portRange: ports }),
  });
  return {
    cluster,
    prepare: async (setting) => {
      await Promise.all(cluster.nodes.map((node) => set(node, setting)));
    },
    shard: async (index) => {
      const shards = await waitUntil(() => wholeShards(cluster), {
        timeoutMs: PATIENCE_MS,
        what: 'every shard to be whole',
      });
      const shard = shards[index % shards.length];
      if (shard === undefined) throw new Error(`there is no shard ${index}`);
      return shard;
    },
    stop: async () => {
      await cluster.stop();
      await library.remove();
    },
  };
}

async function set(node: LocalNode, { fsync, save, nodeTimeoutMs }: Setting): Promise<void> {
  const appends = fsync === 'off' ? ['no'] : ['yes', 'appendfsync', fsync];
  await inTurn(node, [
    ['CONFIG', 'SET', 'cluster-node-timeout', String(nodeTimeoutMs)],
    ['CONFIG', 'SET', 'save', save],
    ['CONFIG', 'SET', 'appendonly', ...appends],
    ['CONFIG', 'REWRITE'],
  ]);
  const isWritten = async () => /aof_rewrite_(in_progress|scheduled):1/.test(await info(node, 'persistence')) === false;
  await waitUntil(isWritten, { timeoutMs: PATIENCE_MS, what: `${node.address} to write its append-only file` });
}

async function inTurn(node: LocalNode, commands: readonly (readonly string[])[]): Promise<void> {
  for (const command of commands) await node.send(...command);
}

/** Every node agrees that the cluster is whole, and every replica has acknowledged lately; null while that is not so. */
async function wholeShards(cluster: LocalCluster): Promise<readonly ShardNow[] | null> {
  const states = await Promise.all(cluster.nodes.map((node) => stateOf(node)));
  if (!states.every(({ isWhole }) => isWhole)) return null;
  const shards = states.flatMap(({ node, firstSlot, replicaPort }) => {
    const replica = cluster.nodes.find(({ port }) => port === replicaPort);
    return firstSlot === undefined || replica === undefined ? [] : [{ id: firstSlot, primary: node, replica }];
  });
  return shards.length === cluster.primaries.length ? shards.sort((a, b) => Number(a.id) - Number(b.id)) : null;
}

interface NodeState {
  readonly node: LocalNode;
  readonly isWhole: boolean;
  /** Of a primary. */
  readonly firstSlot: string | undefined;
  /** Of a replica that keeps up with this primary. */
  readonly replicaPort: number | undefined;
}

async function stateOf(node: LocalNode): Promise<NodeState> {
  const [replication, view, cluster] = (
    await node.sendAll([
      ['INFO', 'replication'],
      ['CLUSTER', 'NODES'],
      ['CLUSTER', 'INFO'],
    ])
  ).map(String);
  const isWhole = cluster?.includes('cluster_state:ok\r') === true && !/fail|disconnected|handshake/.test(view ?? '');
  if (replication?.includes('role:slave\r') === true)
    return { node, isWhole: isWhole && replication.includes('master_link_status:up\r'), ...neither };
  const firstSlot = /myself.* connected (\d+)/.exec(view ?? '')?.[1];
  const [, port] =
    /^slave\d+:ip=[^,]*,port=(\d+),state=online,offset=[1-9]\d*,lag=[01]\r?$/m.exec(replication ?? '') ?? [];
  return { node, isWhole, firstSlot, replicaPort: port === undefined ? undefined : Number(port) };
}

const neither = { firstSlot: undefined, replicaPort: undefined };

async function info(node: LocalNode, section: string): Promise<string> {
  return String(await node.send('INFO', section));
}

/** Waits until a field of INFO has a value. */
export async function untilInfo(node: LocalNode, section: string, line: string): Promise<void> {
  await waitUntil(async () => (await info(node, section)).includes(`${line}\r\n`), {
    timeoutMs: PATIENCE_MS,
    what: `${line} on ${node.address}`,
    everyMs: 20,
  });
}
