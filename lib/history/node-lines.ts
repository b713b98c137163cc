import type { ClusterFacts, Info, NodeFacts } from '../core/facts.ts';
import { visitLine } from './visit-line.ts';

/** INFO fields that the table of nodes has, by the names of its columns. */
export const nodeNumbers = {
  uptime_s: 'uptime_in_seconds',
  connected_clients: 'connected_clients',
  blocked_clients: 'blocked_clients',
  used_memory_bytes: 'used_memory',
  used_memory_rss_bytes: 'used_memory_rss',
  maxmemory_bytes: 'maxmemory',
  commands_processed: 'total_commands_processed',
  ops_per_s: 'instantaneous_ops_per_sec',
  rejected_connections: 'rejected_connections',
  evicted_keys: 'evicted_keys',
  full_syncs: 'sync_full',
  refused_partial_syncs: 'sync_partial_err',
  last_fork_us: 'latest_fork_usec',
  changes_since_save: 'rdb_changes_since_last_save',
  last_save_unix_s: 'rdb_last_save_time',
  aof_size_bytes: 'aof_current_size',
  aof_delayed_fsyncs: 'aof_delayed_fsync',
} as const;

/** One line for the audit and one for each node: what of the facts the tables show. The document was checked to be facts. */
export function nodeLines(document: unknown): readonly string[] {
  const facts = document as ClusterFacts;
  const { schemaVersion, runId, cluster, audit, scheduledAt, nodes } = facts;
  const head = { schemaVersion, kind: 'node', runId, clusterId: cluster.id, audit, scheduledAt };
  return [visitLine(facts), ...nodes.map((node) => JSON.stringify({ ...head, ...nodeRow(node) }))];
}

const roles: Readonly<Record<string, string>> = { master: 'primary', slave: 'replica' };

function nodeRow({ nodeId, address, connection, ping, info, config, latency }: NodeFacts): object {
  const { answered, outcome } = connection;
  const { fields, keyspace }: Pick<Info, 'fields' | 'keyspace'> =
    info.state === 'ok' ? info.value : { fields: {}, keyspace: {} };
  const samples = ping.state === 'ok' ? ping.value.samplesUs.toSorted((a, b) => a - b) : [];
  const keys = Object.values(keyspace).reduce((sum, each) => sum + each.keys, 0);
  return {
    nodeId,
    address,
    answered,
    connection: outcome.state === 'failed' ? outcome.reason : outcome.state,
    role: roles[fields.role ?? ''],
    version: fields.valkey_version === undefined ? fields.redis_version : `valkey ${fields.valkey_version}`,
    process: fields.run_id,
    keys: info.state === 'ok' ? keys : undefined,
    aofEnabled: fields.aof_enabled === undefined ? undefined : fields.aof_enabled === '1',
    linkStatus: fields.master_link_status,
    pingMedianUs: samples[samples.length >> 1],
    pingP95Us: samples[Math.ceil(samples.length * 0.95) - 1],
    pingMaxUs: samples.at(-1),
    latencyEvents: latency.state === 'ok' && latency.value.newSamples.length > 0 ? latency.value.newSamples : undefined,
    loading: fields.loading === '1' ? true : undefined,
    replicaPriority: fields.slave_priority,
    numbers: Object.fromEntries(Object.entries(nodeNumbers).map(([name, field]) => [name, numberOf(fields[field])])),
    config: config.state === 'ok' ? config.value : {},
  };
}

function numberOf(text: string | undefined): number | undefined {
  const number = text === undefined ? Number.NaN : Number.parseInt(text, 10);
  return Number.isFinite(number) ? number : undefined;
}
