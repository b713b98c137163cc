import type { CertificateDays } from './certificates.ts';
import type { Login } from './connection.ts';

/** How a local cluster is made. Everything has a default: 3 primaries and 3 replicas on free ports of 127.0.0.1. */
export interface LocalClusterOptions {
  readonly primaries?: number;
  readonly replicasPerPrimary?: number;
  /** The first node listens here, the next ones on the ports that follow. Without it free ports are looked for. */
  readonly basePort?: number;
  /** Where free ports are looked for: first and last. */
  readonly portRange?: readonly [number, number];
  readonly host?: '127.0.0.1' | '::1';
  /** Path of a server binary; without it the first `redis-server` or `valkey-server` on the PATH. */
  readonly server?: string;
  /** `plain`: cluster mode off, one primary and its replicas. */
  readonly mode?: 'cluster' | 'plain';
  /** `cluster-node-timeout`, in milliseconds. */
  readonly nodeTimeoutMs?: number;
  /** `server`: TLS on every connection; `mutual`: clients must show a certificate as well. */
  readonly tls?: 'off' | 'server' | 'mutual';
  /** Days for which the servers' certificate is valid, where `tls` is on; 90 unless said. */
  readonly certificateDays?: number;
  /** `requirepass`, and `masterauth` for the replicas. */
  readonly password?: string;
  /** Text of the file of users; each node gets a copy of its own. Needs `login`, and `masterauth` in `config`. */
  readonly usersAcl?: string;
  /** Who {@link LocalNode.send} and the wait for readiness log in as, where `password` does not say it. */
  readonly login?: Login;
  /** Lines for every node's redis.conf, after the reference configuration. */
  readonly config?: readonly string[];
  /** Lines for one node's redis.conf, by its index: primaries come first. */
  readonly nodeConfig?: Readonly<Record<number, readonly string[]>>;
  /** Added to the environment of every server, at each of its starts. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How long to wait until everything is ready, in milliseconds. */
  readonly timeoutMs?: number;
}

/** The options with their defaults filled in, but for the ports and the binary. */
export interface ClusterPlan {
  readonly primaries: number;
  readonly replicasPerPrimary: number;
  readonly host: string;
  readonly mode: 'cluster' | 'plain';
  readonly nodeTimeoutMs: number;
  readonly tls: 'off' | 'server' | 'mutual';
  readonly certificateDays: CertificateDays;
  readonly password: string | undefined;
  readonly usersAcl: string | undefined;
  readonly login: Login | undefined;
  readonly config: readonly string[];
  readonly nodeConfig: Readonly<Record<number, readonly string[]>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export function planOf(options: LocalClusterOptions): ClusterPlan {
  const mode = options.mode ?? 'cluster';
  const primaries = mode === 'plain' ? 1 : (options.primaries ?? 3);
  const replicasPerPrimary = options.replicasPerPrimary ?? 1;
  return {
    primaries,
    replicasPerPrimary,
    host: options.host ?? '127.0.0.1',
    mode,
    nodeTimeoutMs: options.nodeTimeoutMs ?? 5000,
    tls: options.tls ?? 'off',
    certificateDays: options.certificateDays === undefined ? {} : { server: options.certificateDays },
    password: options.password,
    usersAcl: options.usersAcl,
    login: options.login ?? (options.password === undefined ? undefined : { password: options.password }),
    config: options.config ?? [],
    nodeConfig: options.nodeConfig ?? {},
    environment: options.environment ?? {},
    // 6 nodes are ready in 2 to 3 s and 120 in 5 s on two idle cores; the rest is for a loaded machine.
    timeoutMs: options.timeoutMs ?? 20_000 + 300 * primaries * (1 + replicasPerPrimary),
  };
}

export function nodeCount(plan: ClusterPlan): number {
  return plan.primaries * (1 + plan.replicasPerPrimary);
}
