/**
 * The names by which rules ask for facts, and the type behind each name. A rule lists the names it `needs`; from
 * the list follow the commands sent, the ACL rule asked for, and the verdict `unknown` when one is absent.
 */
import type { CopiesReading, CopiesSeen } from './backup/copies.ts';
import type {
  AclUser,
  CertificateDates,
  ClientBuffer,
  Clock,
  CommandlogReading,
  CommandStat,
  Connection,
  Histograms,
  Info,
  IntrinsicLatency,
  LatencyReading,
  NodeView,
  OwnRights,
  PingSeries,
  ReplicaClient,
  ReplicaLine,
  ServerModule,
  SlotStats,
  SlowlogReading,
  UserRights,
} from './facts.ts';
import type { Deliveries, SilencedAlerts, Snapshot } from './own-state.ts';
import type { ShardKeys } from './shard-keys.ts';
import type { Topology, Views } from './topology.ts';
import type { EngineVersion } from './version.ts';

export const textFields = [
  'info.server.run_id',
  'info.server.config_file',
  'info.server.availability_zone',
  'info.memory.maxmemory_policy',
  'info.persistence.aof_last_write_status',
  'info.persistence.aof_last_bgrewrite_status',
  'info.persistence.rdb_last_bgsave_status',
  'info.replication.role',
  'info.replication.master_host',
  'info.replication.master_link_status',
  'info.replication.master_replid2',
] as const;

export const flagFields = [
  'info.persistence.loading',
  'info.persistence.async_loading',
  'info.persistence.aof_enabled',
  'info.persistence.rdb_bgsave_in_progress',
  'info.persistence.aof_rewrite_in_progress',
  'info.persistence.aof_rewrite_scheduled',
  'info.replication.master_sync_in_progress',
  'info.replication.repl_backlog_active',
  'info.replication.slave_read_only',
] as const;

export const numberFields = [
  'info.server.uptime_in_seconds',
  'info.server.server_time_usec',
  'info.server.process_id',
  'info.clients.connected_clients',
  'info.clients.maxclients',
  'info.memory.used_memory',
  'info.memory.used_memory_rss',
  'info.memory.used_memory_dataset',
  'info.memory.total_system_memory',
  'info.memory.maxmemory',
  'info.memory.mem_fragmentation_ratio',
  'info.memory.mem_fragmentation_bytes',
  'info.memory.mem_aof_buffer',
  'info.memory.mem_clients_normal',
  'info.memory.mem_cluster_links',
  'info.persistence.loading_eta_seconds',
  'info.persistence.aof_current_size',
  'info.persistence.aof_base_size',
  'info.persistence.aof_current_rewrite_time_sec',
  'info.persistence.aof_rewrites_consecutive_failures',
  'info.persistence.aof_last_cow_size',
  'info.persistence.rdb_last_cow_size',
  'info.persistence.rdb_current_bgsave_time_sec',
  'info.persistence.current_save_keys_processed',
  'info.persistence.rdb_last_save_time',
  'info.persistence.rdb_last_bgsave_time_sec',
  'info.persistence.rdb_changes_since_last_save',
  'info.replication.master_port',
  'info.replication.master_link_down_since_seconds',
  'info.replication.master_last_io_seconds_ago',
  'info.replication.master_sync_left_bytes',
  'info.replication.master_repl_offset',
  'info.replication.min_slaves_good_slaves',
  'info.replication.repl_backlog_size',
  'info.replication.slave_priority',
  'info.stats.latest_fork_usec',
] as const;

/** Numbers that only grow within one process life, unless `CONFIG RESETSTAT` sets them to zero. */
export const counterFields = [
  'info.cpu.used_cpu_sys_main_thread',
  'info.cpu.used_cpu_user_main_thread',
  'info.persistence.aof_delayed_fsync',
  'info.persistence.aof_rewrites',
  'info.persistence.rdb_saves',
  'info.stats.acl_access_denied_auth',
  'info.stats.client_output_buffer_limit_disconnections',
  'info.stats.client_query_buffer_limit_disconnections',
  'info.stats.evicted_clients',
  'info.stats.evicted_keys',
  'info.stats.expired_keys',
  'info.stats.rejected_connections',
  'info.stats.sync_full',
  'info.stats.sync_partial_err',
  'info.stats.total_commands_processed',
  'info.stats.total_connections_received',
  'info.stats.total_error_replies',
  'info.stats.total_forks',
] as const;

/** Numbers of `CLUSTER INFO` that only grow within one process life. */
export const clusterCounters = ['cluster.info.total_cluster_links_buffer_limit_exceeded'] as const;

/** Directives that may be asked for, all of them watched for differences. Never one that holds a secret, and never `*`. */
export const directives = [
  'save',
  'appendfsync',
  'no-appendfsync-on-rewrite',
  'auto-aof-rewrite-percentage',
  'auto-aof-rewrite-min-size',
  'rdbchecksum',
  'dir',
  'dbfilename',
  'appenddirname',
  'repl-diskless-sync',
  'repl-backlog-size',
  'repl-ping-replica-period',
  'client-output-buffer-limit',
  'min-replicas-to-write',
  'min-replicas-max-lag',
  'cluster-node-timeout',
  'cluster-replica-validity-factor',
  'slowlog-log-slower-than',
  'slowlog-max-len',
  'latency-monitor-threshold',
  'appendonly',
  'aof-use-rdb-preamble',
  'aof-load-truncated',
  'rdbcompression',
  'stop-writes-on-bgsave-error',
  'repl-diskless-sync-delay',
  'repl-backlog-ttl',
  'repl-timeout',
  'replica-read-only',
  'replica-serve-stale-data',
  'cluster-require-full-coverage',
  'cluster-allow-reads-when-down',
  'cluster-replica-no-failover',
  'cluster-migration-barrier',
  'cluster-allow-replica-migration',
  'maxmemory',
  'maxmemory-policy',
  'lazyfree-lazy-eviction',
  'lazyfree-lazy-expire',
  'lazyfree-lazy-server-del',
  'activedefrag',
  'hz',
  'io-threads',
  'maxclients',
  'timeout',
  'tcp-keepalive',
  'latency-tracking',
  'notify-keyspace-events',
  'port',
  'tls-port',
  'enable-debug-command',
  'enable-protected-configs',
  'enable-module-command',
] as const;

/** Facts that are more than one field. */
interface StructuredFacts {
  connection: Connection;
  ping: PingSeries;
  'tls.certificates': CertificateDates;
  'info.server.version': EngineVersion;
  'info.replication.replicas': readonly ReplicaLine[];
  'info.keyspace': Info['keyspace'];
  nodes: NodeView;
  'cluster.info.cluster_state': string;
  slowlog: SlowlogReading;
  latency: LatencyReading;
  'latency.doctor': string;
  'acl.default': AclUser;
  'clients.replicas': readonly ReplicaClient[];
  'clients.buffers': readonly ClientBuffer[];
  'latency.histogram': Histograms;
  commandlog: CommandlogReading;
  'slot-stats': SlotStats;
  'acl.users': readonly UserRights[];
  'acl.own-rights': OwnRights;
  dns: readonly string[];
  /** Every directive in {@link directives} that this version knows. */
  'config.watched': Readonly<Record<string, string>>;
  'info.modules': readonly ServerModule[];
  clock: Clock;
}

/** Facts about the cluster as a whole. */
interface ClusterWideFacts {
  /** What more than half of the views agree on; in standalone mode what INFO replication says. */
  topology: Topology;
  /** Every node's own picture; not in standalone mode. */
  views: Views;
  /** The second reading of the views that disagreed; empty where the first ones agreed. */
  'views.recheck': Views;
  /** First slot of a shard → what its primary held when its keys were last read. */
  'shard.keys': ShardKeys;
  /** Node id → where it was last reached, as `host:port`. */
  addresses: Readonly<Record<string, string>>;
  intrinsic: IntrinsicLatency;
  /** Sets of RDBs off the hosts; read from a store when facts are judged, and asked of no node. */
  copies: CopiesReading;
  /** What audits remember of sets that may be deleted by now. */
  'copies.seen': CopiesSeen;
  /** Of the auditor itself; left by earlier audits, and asked of no node. */
  'auditor.deliveries': Deliveries;
  'auditor.snapshot': Snapshot;
  'auditor.silences': SilencedAlerts;
}

export type TextField = (typeof textFields)[number];
export type FlagField = (typeof flagFields)[number];
export type CounterField = (typeof counterFields)[number];
export type NumberField = (typeof numberFields)[number];
export type ClusterCounter = (typeof clusterCounters)[number];
export type Directive = (typeof directives)[number];
export type CommandStatName = `info.commandstats.${string}`;
export type ErrorStatName = `info.errorstats.${string}`;
export type ConfigName = `config.${Directive}`;

/** A fact that each node has for itself. */
export type NodeFactName =
  | TextField
  | FlagField
  | NumberField
  | CounterField
  | ClusterCounter
  | CommandStatName
  | ErrorStatName
  | ConfigName
  | keyof StructuredFacts;

/** A fact of which there is one for the cluster. */
export type ClusterFactName = keyof ClusterWideFacts;

export type FactName = NodeFactName | ClusterFactName;

/** A fact of which two readings can be subtracted. */
export type DeltaName =
  | CounterField
  | ClusterCounter
  | CommandStatName
  | ErrorStatName
  | 'info.replication.master_repl_offset';

/** The type behind a fact's name. */
export type FactValue<N extends FactName> = N extends TextField | ConfigName
  ? string
  : N extends FlagField
    ? boolean
    : N extends NumberField | CounterField | ClusterCounter | ErrorStatName
      ? number
      : N extends CommandStatName
        ? CommandStat
        : N extends keyof StructuredFacts
          ? StructuredFacts[N]
          : N extends keyof ClusterWideFacts
            ? ClusterWideFacts[N]
            : never;

/** What growth of a fact is measured in: counters of a command each for themselves, else a number. */
export type DeltaValue<N extends DeltaName> = N extends CommandStatName ? CommandStat : number;

/** Facts that belong to the cluster, not to one node. */
export const clusterFactNames: readonly ClusterFactName[] = [
  'topology',
  'views',
  'views.recheck',
  'shard.keys',
  'addresses',
  'intrinsic',
  'copies',
  'copies.seen',
  'auditor.deliveries',
  'auditor.snapshot',
  'auditor.silences',
];

const clusterFacts: ReadonlySet<string> = new Set(clusterFactNames);

export function isClusterFact(name: string): name is ClusterFactName {
  return clusterFacts.has(name);
}
