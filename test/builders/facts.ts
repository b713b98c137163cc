import type { ClusterFacts, ClusterMember, CommandStat, Info, NodeFacts, ReplicaLine } from '../../lib/core/facts.ts';
import { notAttempted, ok, unsupported } from '../../lib/core/observed.ts';
import { defaultPolicy, type Policy } from '../../lib/core/policy.ts';
import type { SlotRange } from '../../lib/core/slots.ts';

/** Ports 7001 to 7003 are primaries, 7004 to 7006 replica of 7001, 7002 and 7003. */
export type Port = 7001 | 7002 | 7003 | 7004 | 7005 | 7006;

export const ports: readonly Port[] = [7001, 7002, 7003, 7004, 7005, 7006];

const slots: Readonly<Record<number, SlotRange>> = { 7001: [0, 5460], 7002: [5461, 10922], 7003: [10923, 16383] };

/** Start of the story that test facts tell. */
export const start = Date.UTC(2026, 2, 1, 3, 0, 0);

/** The 40 hex digits by which a test node is known. */
export function nodeId(port: number): string {
  return port.toString(16).padStart(40, '0');
}

/** What is unlike the reference configuration on one node. */
export interface NodeChange extends Partial<Omit<NodeFacts, 'info' | 'config'>> {
  /** INFO fields; `undefined` takes one away. */
  readonly info?: Readonly<Record<string, string | number | undefined>>;
  readonly commandstats?: Readonly<Record<string, Partial<CommandStat>>>;
  readonly errorstats?: Readonly<Record<string, number>>;
  readonly keys?: number;
  readonly replicas?: readonly ReplicaLine[];
  readonly config?: Readonly<Record<string, string>>;
  /** Instead of INFO or CONFIG as a whole. */
  readonly noInfo?: NodeFacts['info'];
  readonly noConfig?: NodeFacts['config'];
}

export interface ClusterChange extends Partial<Omit<ClusterFacts, 'nodes' | 'views'>> {
  readonly nodes?: Partial<Record<Port, NodeChange>>;
  /** Applied before the node's own change. */
  readonly everyNode?: NodeChange;
  /** Changes the lines of every node's view; return null to leave the member out. */
  readonly member?: (member: ClusterMember, port: Port) => ClusterMember | null;
  /** The view of one node, where it differs from the others. */
  readonly viewOf?: Partial<Record<Port, readonly ClusterMember[]>>;
  /** Seconds after {@link start}. */
  readonly at?: number;
}

/** A healthy cluster in the reference configuration, with the changes of one test. */
export function clusterFacts(change: ClusterChange = {}): ClusterFacts {
  const { nodes, everyNode, member, viewOf, at = 0, ...rest } = change;
  const time = new Date(start + at * 1000).toISOString();
  const common = members().flatMap((each) => (member === undefined ? each : (member(each, portOf(each.nodeId)) ?? [])));
  const views = { common: { members: common } } as Record<string, { members: readonly ClusterMember[] }>;
  for (const [port, lines] of Object.entries(viewOf ?? {})) views[`view-${port}`] = { members: lines };
  return {
    schemaVersion: 1,
    runId: `run-${at}`,
    audit: 'full',
    cluster: { id: 'test', provider: 'self-managed' },
    scheduledAt: time,
    startedAt: time,
    durationMs: 40,
    mode: 'cluster',
    seeds: ['127.0.0.1:7001'],
    nodes: ports.map((port) => {
      const viewId = viewOf?.[port] === undefined ? 'common' : `view-${port}`;
      return nodeFacts(port, at, viewId, mergeChanges(everyNode, nodes?.[port]));
    }),
    views,
    intrinsic: ok({ durationMs: 200, longestStallUs: 80 }),
    ...rest,
  };
}

/** The lines that every node of the healthy cluster shows. */
export function members(): readonly ClusterMember[] {
  return ports.map((port) => ({
    nodeId: nodeId(port),
    address: `127.0.0.1:${port}`,
    role: port < 7004 ? ('primary' as const) : ('replica' as const),
    ...(port < 7004 ? {} : { primaryId: nodeId(port - 3) }),
    flags: [],
    configEpoch: port < 7004 ? port - 7000 : port - 7003,
    linkConnected: true,
    slots: slots[port] === undefined ? [] : [slots[port]],
  }));
}

export function portOf(id: string): Port {
  return Number.parseInt(id, 16) as Port;
}

function mergeChanges(a: NodeChange = {}, b: NodeChange = {}): NodeChange {
  return {
    ...a,
    ...b,
    info: { ...a.info, ...b.info },
    config: { ...a.config, ...b.config },
    commandstats: { ...a.commandstats, ...b.commandstats },
    errorstats: { ...a.errorstats, ...b.errorstats },
  };
}

function nodeFacts(port: Port, at: number, viewId: string, change: NodeChange): NodeFacts {
  const { config, noInfo, noConfig } = change;
  return {
    nodeId: nodeId(port),
    address: `127.0.0.1:${port}`,
    collectedAt: new Date(start + at * 1000 + 30).toISOString(),
    connection: { answered: true, attempts: 1, outcome: ok({ tls: false, connectMs: 1 }), errorCodes: [] },
    ping: ok({ samplesUs: Array.from({ length: 20 }, (_, i) => 150 + i) }),
    info: noInfo ?? ok(referenceInfo(port, at, change)),
    config: noConfig ?? ok({ ...referenceConfig, dir: `/var/lib/redis/${port}`, ...config }),
    clusterInfo: ok({
      cluster_state: 'ok',
      cluster_known_nodes: '6',
      cluster_current_epoch: '3',
      total_cluster_links_buffer_limit_exceeded: '0',
    }),
    view: ok({ viewId, openSlots: [] }),
    recheckedView: notAttempted('the views agree'),
    slowlog: ok({ since: 'cursor', entries: [], lost: 0, newestId: null }),
    latency: ok({ since: 'cursor', events: [], newSamples: [] }),
    latencyDoctor: ok('Dave, no latency spike was observed during the lifetime of this instance.'),
    aclDefault: ok({ flags: ['on', 'nopass'], commands: '+@all', keys: '~*' }),
    replicaClients: ok(port < 7004 ? [{ from: `127.0.0.1:${40_000 + port}`, outputBytes: 0 }] : []),
    clientBuffers: ok([]),
    latencyHistogram: ok({}),
    commandlog: unsupported('the server has no such command'),
    slotStats: unsupported('the server has no such command'),
    aclUsers: ok([]),
    ownRights: ok({ logsIn: true, mayRun: [] }),
    resolvedName: ok([]),
    ...factsIn(change),
  };
}

/** What replaces whole facts of a node, as opposed to single values in them. */
function factsIn(change: NodeChange): Partial<NodeFacts> {
  const parts = new Set(['info', 'config', 'commandstats', 'errorstats', 'keys', 'replicas', 'noInfo', 'noConfig']);
  return Object.fromEntries(Object.entries(change).filter(([name]) => !parts.has(name)));
}

function referenceInfo(port: Port, at: number, change: NodeChange): Info {
  const primary = port < 7004;
  const fields = {
    redis_version: '7.2.13',
    run_id: `process-${port}`,
    uptime_in_seconds: 86_400 + at,
    server_time_usec: (start + at * 1000) * 1000,
    config_file: `/etc/redis/${port}.conf`,
    process_id: 1000 + port,
    used_memory: 50 * 2 ** 20,
    used_memory_rss: 60 * 2 ** 20,
    maxmemory: 256 * 2 ** 20,
    maxmemory_policy: 'noeviction',
    mem_fragmentation_ratio: 1.2,
    mem_fragmentation_bytes: 10 * 2 ** 20,
    connected_clients: 10,
    maxclients: 10_000,
    rejected_connections: 0,
    total_connections_received: 1000,
    total_error_replies: 5,
    used_cpu_sys_main_thread: 10,
    used_cpu_user_main_thread: 20,
    used_memory_dataset: 48 * 2 ** 20,
    total_system_memory: 16 * 2 ** 30,
    mem_aof_buffer: 0,
    mem_clients_normal: 40_000,
    mem_cluster_links: 20_000,
    loading: 0,
    aof_enabled: 1,
    aof_last_write_status: 'ok',
    aof_last_bgrewrite_status: 'ok',
    aof_delayed_fsync: 0,
    aof_current_size: 40 * 2 ** 20,
    aof_base_size: 36 * 2 ** 20,
    aof_rewrites: 2,
    aof_rewrites_consecutive_failures: 0,
    aof_rewrite_in_progress: 0,
    aof_rewrite_scheduled: 0,
    aof_current_rewrite_time_sec: -1,
    aof_last_cow_size: 2 ** 20,
    rdb_bgsave_in_progress: 0,
    rdb_current_bgsave_time_sec: -1,
    rdb_last_cow_size: 2 ** 20,
    current_save_keys_processed: 0,
    rdb_changes_since_last_save: 0,
    rdb_last_bgsave_status: 'ok',
    rdb_last_bgsave_time_sec: 1,
    rdb_last_save_time: start / 1000 - 3600,
    rdb_saves: 24,
    expired_keys: 0,
    evicted_keys: 0,
    sync_full: primary ? 1 : 0,
    sync_partial_err: 0,
    total_forks: 30,
    latest_fork_usec: 400,
    total_commands_processed: 1_000_000 + at,
    role: primary ? 'master' : 'slave',
    master_repl_offset: 5_000_000 + at * 1000,
    master_replid2: '0'.repeat(40),
    repl_backlog_active: 1,
    repl_backlog_size: 64 * 2 ** 20,
    ...(primary
      ? {}
      : {
          master_host: '127.0.0.1',
          master_port: port - 3,
          master_link_status: 'up',
          master_last_io_seconds_ago: 1,
          master_sync_in_progress: 0,
          slave_read_only: 1,
          slave_priority: 100,
        }),
    ...change.info,
  };
  const texts = Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  const attached: ReplicaLine = {
    ip: '127.0.0.1',
    port: port + 3,
    state: 'online',
    offset: 5_000_000 + at * 1000,
    lag: 0,
  };
  return {
    sections: [
      'server',
      'clients',
      'cpu',
      'modules',
      'memory',
      'persistence',
      'stats',
      'replication',
      'commandstats',
      'errorstats',
      'keyspace',
    ],
    fields: Object.fromEntries(texts),
    commandstats: Object.fromEntries(
      Object.entries(change.commandstats ?? {}).map(([name, stat]) => [
        name,
        { calls: 0, usec: 0, rejectedCalls: 0, failedCalls: 0, ...stat },
      ]),
    ),
    errorstats: change.errorstats ?? {},
    keyspace: { db0: { keys: change.keys ?? 2000, expires: 0 } },
    replicas: change.replicas ?? (primary ? [attached] : []),
  };
}

const referenceConfig: Readonly<Record<string, string>> = {
  save: '',
  appendfsync: 'everysec',
  'no-appendfsync-on-rewrite': 'no',
  'auto-aof-rewrite-percentage': '100',
  'auto-aof-rewrite-min-size': '67108864',
  rdbchecksum: 'yes',
  dbfilename: 'dump.rdb',
  appenddirname: 'appendonlydir',
  'repl-diskless-sync': 'yes',
  'repl-backlog-size': '67108864',
  'client-output-buffer-limit': 'normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60',
  'min-replicas-to-write': '0',
  'min-replicas-max-lag': '10',
  'cluster-node-timeout': '5000',
  'cluster-replica-validity-factor': '10',
  'repl-ping-replica-period': '10',
  'slowlog-log-slower-than': '10000',
  'slowlog-max-len': '512',
  'latency-monitor-threshold': '100',
  appendonly: 'yes',
  maxmemory: '268435456',
  'maxmemory-policy': 'noeviction',
  maxclients: '10000',
  port: '6379',
  'tls-port': '0',
  'enable-debug-command': 'no',
  'enable-protected-configs': 'no',
  'enable-module-command': 'no',
};

/** The default policy with some keys changed. */
export function policyWith(change: Partial<Policy>): Policy {
  return { ...defaultPolicy, ...change };
}
