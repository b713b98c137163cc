import { nodeNumbers } from './node-lines.ts';
import { column, type HistoryTable, runColumns } from './table.ts';

/** What became of saves, and what nodes said. */
export const nodeTables: readonly HistoryTable[] = [
  {
    name: 'saves',
    means: 'one row for each shard in a run of `backup save`',
    kind: 'saves',
    where: "kind = 'save'",
    columns: [
      column('cluster', 'VARCHAR', 'clusterId', 'id of the cluster'),
      column('due_at', 'TIMESTAMP', 'scheduledAt', 'when the run was due, UTC'),
      column('run_id', 'VARCHAR', 'runId', 'the run'),
      column('shard', 'VARCHAR', 'shard', 'first slot'),
      column('address', 'VARCHAR', 'node.address', 'host:port of the replica that saved, or was to'),
      column('outcome', 'VARCHAR', 'outcome', 'ok, failed, refused, not-verified, no-replica or became-primary'),
      column('sent', 'BOOLEAN', 'sent', 'BGSAVE was sent'),
      column('reason', 'VARCHAR', 'reason', 'the outcome in words'),
      column('fork_us', 'DOUBLE', 'measured.forkUs', 'how long the replica stood still, µs'),
      column('seconds', 'DOUBLE', 'measured.seconds', 'from the fork to the end, s'),
      column('copied_bytes', 'BIGINT', 'measured.copiedBytes', 'memory copied meanwhile, bytes'),
      column('saved_at', 'TIMESTAMP', 'measured.savedAt', "end of the save by the server's clock, UTC"),
    ],
  },
  {
    name: 'visits',
    means: 'one row for each audit whose facts are there: who belonged to the cluster',
    kind: 'facts',
    where: "kind = 'visit'",
    columns: [
      ...runColumns,
      column('mode', 'VARCHAR', 'mode', 'cluster or standalone'),
      column('provider', 'VARCHAR', 'provider', 'self-managed, elasticache, …'),
      column('stall_us', 'DOUBLE', 'stallUs', 'longest stall of the place that measures, before its PINGs, µs'),
      column('topology', 'JSON', 'topology', 'what the nodes agree on; NULL where the audit does not ask'),
      column('members', 'JSON', 'members', 'nodes that were visited: whether they answered, link, half-moved slots'),
    ],
  },
  {
    name: 'nodes',
    means: 'one row for each node and audit: what the facts say of it',
    kind: 'facts',
    where: "kind = 'node'",
    columns: [
      ...runColumns,
      column('node_id', 'VARCHAR', 'nodeId', '40 hex digits of the node'),
      column('address', 'VARCHAR', 'address', 'host:port'),
      column('answered', 'BOOLEAN', 'answered', 'it replied'),
      column('connection', 'VARCHAR', 'connection', 'ok, or why it could not be reached'),
      column('role', 'VARCHAR', 'role', 'primary or replica, by its own word'),
      column('version', 'VARCHAR', 'version', 'of the server'),
      column('process', 'VARCHAR', 'process', 'changes with each restart'),
      column('keys', 'BIGINT', 'keys', 'in all databases'),
      column('aof_enabled', 'BOOLEAN', 'aofEnabled', 'the append-only file is on'),
      column('link_status', 'VARCHAR', 'linkStatus', 'of a replica: up or down'),
      column('ping_median_us', 'DOUBLE', 'pingMedianUs', 'round trip of PING, µs; NULL where it was not measured'),
      column('ping_p95_us', 'DOUBLE', 'pingP95Us', 'round trip that 95 of 100 do not exceed, µs'),
      column('ping_max_us', 'DOUBLE', 'pingMaxUs', 'the longest of them, µs'),
      column(
        'latency_events',
        'JSON',
        'latencyEvents',
        'new samples of the latency monitor: event, at (Unix seconds), ms',
      ),
      column('loading', 'BOOLEAN', 'coalesce(loading, false)', 'it was loading its dataset'),
      column('replica_priority', 'VARCHAR', 'replicaPriority', 'who is elected first; 0 is never'),
      ...Object.entries(nodeNumbers).map(([name, from]) =>
        column(name, 'BIGINT', `numbers['${name}']`, `INFO: ${from}`),
      ),
      column('config', 'MAP(VARCHAR, VARCHAR)', 'config', "directives that were asked for: config['appendfsync']"),
    ],
  },
];
