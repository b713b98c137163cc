import { type EngineVersion, isAtLeast } from '../core/version.ts';
import type { CertificateFiles } from './certificates.ts';
import type { ClusterPlan } from './options.ts';

/** What differs from node to node. */
export interface NodeSettings {
  readonly index: number;
  readonly port: number;
  readonly directory: string;
  /** Port of the primary that this node replicates in plain mode. */
  readonly replicaOf?: number;
}

/** Directives that older servers do not know, with the first version that does. */
const newer: Readonly<Record<string, readonly [number, number]>> = {
  'cluster-allow-replica-migration': [6, 2],
  'enable-debug-command': [7, 0],
  'latency-tracking': [7, 0],
};

const clusterMode = [
  'cluster-enabled yes',
  'cluster-config-file nodes.conf',
  'cluster-require-full-coverage yes',
  'cluster-allow-replica-migration yes',
  'cluster-migration-barrier 1',
  'cluster-replica-validity-factor 10',
  'cluster-replica-no-failover no',
];

/**
 * The reference configuration: it fails no rule of severity `warning` or above. Only `maxmemory`, the delay
 * before a diskless sync (nobody else is going to join it here) and the debug command are made for a loopback.
 */
const reference = [
  'appendonly yes',
  'appendfsync everysec',
  'no-appendfsync-on-rewrite no',
  'auto-aof-rewrite-percentage 100',
  'auto-aof-rewrite-min-size 64mb',
  'aof-use-rdb-preamble yes',
  'aof-load-truncated yes',
  'save ""',
  'rdbchecksum yes',
  'rdbcompression yes',
  'stop-writes-on-bgsave-error yes',
  'dbfilename dump.rdb',
  'repl-diskless-sync yes',
  'repl-diskless-sync-delay 0',
  'repl-backlog-size 64mb',
  'replica-read-only yes',
  'replica-serve-stale-data yes',
  'client-output-buffer-limit replica 256mb 64mb 60',
  'min-replicas-to-write 0',
  'min-replicas-max-lag 10',
  'maxmemory 256mb',
  'maxmemory-policy noeviction',
  'latency-monitor-threshold 100',
  'latency-tracking yes',
  'slowlog-log-slower-than 10000',
  'slowlog-max-len 512',
  'protected-mode yes',
  'enable-debug-command local',
  'maxclients 10000',
  'timeout 0',
  'tcp-keepalive 300',
];

/** Text of a node's redis.conf; directives that the version does not know are left out. */
export function serverConfig(
  plan: ClusterPlan,
  version: EngineVersion,
  node: NodeSettings,
  certificates: CertificateFiles | null,
): string {
  const known = [...(plan.mode === 'cluster' ? clusterMode : []), ...reference].filter((line) => knows(version, line));
  const lines = [
    `bind ${plan.host}`,
    'daemonize no',
    `dir "${node.directory}"`,
    ...(certificates === null ? [`port ${node.port}`] : tlsLines(plan, node.port, certificates)),
    ...known,
    ...(plan.mode === 'cluster' ? [`cluster-node-timeout ${plan.nodeTimeoutMs}`] : []),
    ...(node.replicaOf === undefined ? [] : [`replicaof ${plan.host} ${node.replicaOf}`]),
    ...(plan.password === undefined ? [] : [`requirepass ${plan.password}`, `masterauth ${plan.password}`]),
    ...(plan.usersAcl === undefined ? [] : [`aclfile "${node.directory}/users.acl"`]),
    ...plan.config,
    ...(plan.nodeConfig[node.index] ?? []),
  ];
  return `${lines.join('\n')}\n`;
}

function knows(version: EngineVersion, line: string): boolean {
  const since = newer[line.split(' ')[0] ?? ''];
  return since === undefined || isAtLeast(version, ...since);
}

function tlsLines(plan: ClusterPlan, port: number, certificates: CertificateFiles): readonly string[] {
  return [
    'port 0',
    `tls-port ${port}`,
    ...(plan.mode === 'cluster' ? ['tls-cluster yes'] : []),
    'tls-replication yes',
    `tls-auth-clients ${plan.tls === 'mutual' ? 'yes' : 'no'}`,
    `tls-ca-cert-file "${certificates.ca}"`,
    `tls-cert-file "${certificates.serverCert}"`,
    `tls-key-file "${certificates.serverKey}"`,
  ];
}
