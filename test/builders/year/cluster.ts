import type { ClusterFacts, ClusterMember, NodeFacts, SlowlogEntry } from '../../../lib/core/facts.ts';
import { ok } from '../../../lib/core/observed.ts';
import type { SlotRange } from '../../../lib/core/slots.ts';
import { clusterFacts, nodeId } from '../facts.ts';

/** One node of the cluster of twelve: four shards, each a primary and two replicas to begin with. */
export interface YearNode {
  /** 0 to 11: shard times three plus place. */
  readonly index: number;
  readonly id: string;
  readonly address: string;
  readonly shard: number;
}

const SHARDS = 4;
const PER_SHARD = 3;

export const yearNodes: readonly YearNode[] = Array.from({ length: SHARDS * PER_SHARD }, (_, index) => ({
  index,
  id: nodeId(20_000 + index * 977).replace(/^0{8}/, 'a3f1c0de'),
  address: `10.20.${index % PER_SHARD}.${11 + Math.floor(index / PER_SHARD)}:6379`,
  shard: Math.floor(index / PER_SHARD),
}));

/** What is the case at one moment of the year. */
export interface Condition {
  /** Index of the node that leads each shard. */
  readonly primaries: readonly number[];
  /** Nodes that do not answer. */
  readonly down: readonly number[];
  /** Node → how often it was started again. */
  readonly starts: Readonly<Record<number, number>>;
  /** Node → directives that are not as usual. */
  readonly config: Readonly<Record<number, Readonly<Record<string, string>>>>;
  /** Node → fsyncs that were delayed since it was started, as its counter has it. */
  readonly delayedFsyncs: Readonly<Record<number, number>>;
  /** Of each primary, milliseconds. */
  readonly forkMs: number;
  /** Keys of each primary. */
  readonly keys: number;
}

export interface Moment {
  readonly audit: ClusterFacts['audit'];
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly runId: string;
  readonly condition: Condition;
  /** New entries of each node. */
  readonly slow: ReadonlyMap<number, readonly SlowlogEntry[]>;
}

/** What an audit brings back at a moment of the year. Nodes are like those of which replies were recorded. */
export function factsAt({ audit, at, runId, condition, slow }: Moment): ClusterFacts {
  const time = new Date(at).toISOString();
  const usual = clusterFacts();
  const [primary, replica] = [usual.nodes[0], usual.nodes[3]];
  if (primary === undefined || replica === undefined) throw new Error('the cluster to begin with has six nodes');
  const nodes = yearNodes.map((node) => {
    const leads = condition.primaries[node.shard] === node.index;
    return nodeAt(node, leads ? primary : replica, { at, condition, slow: slow.get(node.index) ?? [] });
  });
  return {
    ...usual,
    audit,
    runId,
    cluster: { id: 'shop', provider: 'self-managed' },
    scheduledAt: time,
    startedAt: time,
    durationMs: 40 + ((at / 60_000) % 37),
    seeds: [yearNodes[0]?.address ?? ''],
    nodes,
    views: { common: { members: yearNodes.map((node) => memberOf(node, condition)) } },
  };
}

const slots: readonly SlotRange[] = [
  [0, 4095],
  [4096, 8191],
  [8192, 12_287],
  [12_288, 16_383],
];

function memberOf({ index, id, address, shard }: YearNode, { primaries, down }: Condition): ClusterMember {
  const leader = primaries[shard] ?? 0;
  const leads = leader === index;
  const range = slots[shard];
  return {
    nodeId: id,
    address,
    role: leads ? 'primary' : 'replica',
    ...(leads ? {} : { primaryId: yearNodes[leader]?.id ?? '' }),
    flags: down.includes(index) ? ['fail'] : [],
    configEpoch: leader + 1,
    linkConnected: !down.includes(index),
    slots: leads && range !== undefined ? [range] : [],
  };
}

/** Far from their end in any year that is made up. */
const certificates = { own: '2099-01-01T00:00:00.000Z', issuers: [] };
const silence = { state: 'failed', reason: 'timeout', detail: 'no reply within 2000 ms' } as const;

interface Now {
  readonly at: number;
  readonly condition: Condition;
  readonly slow: readonly SlowlogEntry[];
}

function nodeAt(node: YearNode, like: NodeFacts, { at, condition, slow }: Now): NodeFacts {
  const { index, id: ownId, address } = node;
  const common = { ...like, nodeId: ownId, address, collectedAt: new Date(at + 30).toISOString() };
  if (condition.down.includes(index)) {
    const connection = { answered: false, attempts: 3, outcome: silence, errorCodes: [] };
    const unread = { ping: silence, info: silence, config: silence, clusterInfo: silence, view: silence };
    return { ...common, ...unread, connection, slowlog: silence, latency: silence, aclDefault: silence };
  }
  return {
    ...common,
    connection: { ...like.connection, outcome: ok({ tls: true, connectMs: 2, certificates }) },
    aclDefault: ok({ flags: ['off'], commands: '+@all', keys: '~*' }),
    info: infoAt(node, like, { at, condition, slow }),
    // A directory belongs to the host, whatever the node is.
    config:
      like.config.state === 'ok'
        ? ok({ ...like.config.value, dir: `/var/lib/redis/${index}`, ...condition.config[index] })
        : like.config,
    slowlog: ok({ since: 'cursor', entries: slow.toReversed(), lost: 0, newestId: slow.at(-1)?.id ?? null }),
    ping: ok({ samplesUs: Array.from({ length: 20 }, (_, each) => 140 + ((index * 7 + each * 3 + at / 3e5) % 40)) }),
  };
}

function infoAt({ index, shard }: YearNode, like: NodeFacts, { at, condition }: Now): NodeFacts['info'] {
  if (like.info.state !== 'ok') return like.info;
  const starts = condition.starts[index] ?? 0;
  const leader = yearNodes[condition.primaries[shard] ?? 0];
  const leads = leader?.index === index;
  const [host = '', port = ''] = leader?.address.split(':') ?? [];
  const followers = yearNodes.filter(
    (each) => each.shard === shard && each.index !== index && !condition.down.includes(each.index),
  );
  const fields = {
    ...like.info.value.fields,
    run_id: `process-${index}-${starts}`,
    uptime_in_seconds: String(Math.round(at / 1000) % 30_000_000),
    server_time_usec: String(at * 1000),
    total_commands_processed: String(Math.round(at / 10)),
    rdb_last_save_time: String(Math.round(at / 1000) - 1800),
    used_memory: String(condition.keys * 900),
    used_memory_rss: String(condition.keys * 1000),
    maxmemory: String(4 * 2 ** 30),
    total_system_memory: String(32 * 2 ** 30),
    evicted_clients: '0',
    latest_fork_usec: String(Math.round(condition.forkMs * 1000)),
    total_forks: String(Math.floor(at / 3_600_000)),
    aof_delayed_fsync: String(condition.delayedFsyncs[index] ?? 0),
    master_repl_offset: String(Math.round(at / 100)),
    ...(leads ? {} : { master_host: host, master_port: port }),
  };
  const offset = Math.round(at / 100);
  const replicas = followers.map(({ address }) => ({
    ip: address.split(':')[0] ?? '',
    port: 6379,
    state: 'online',
    offset,
    lag: 0,
  }));
  const keyspace = { db0: { keys: condition.keys, expires: Math.round(condition.keys / 3) } };
  return ok({ ...like.info.value, fields, keyspace, replicas: leads ? replicas : [] });
}
