import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineVersion } from '../core/version.ts';
import { type CertificateFiles, makeCertificates, readClientTls } from './certificates.ts';
import { readServer, type ServerBinary } from './find-server.ts';
import { freeBasePort, lastUsablePort } from './free-ports.ts';
import { launchAll } from './launch.ts';
import { layOut, writeNodeFiles } from './layout.ts';
import { LocalClusterError } from './local-cluster-error.ts';
import { type LocalNode, makeNode, type NodeHandle } from './local-node.ts';
import { type ClusterPlan, type LocalClusterOptions, nodeCount, planOf } from './options.ts';
import { untilReady } from './readiness.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';

/** A cluster of real servers on this machine, made for a demonstration or a test. */
export interface LocalCluster {
  /** Primaries first, then the replicas: the first of each primary, then the second of each. */
  readonly nodes: readonly LocalNode[];
  readonly primaries: readonly LocalNode[];
  readonly replicas: readonly LocalNode[];
  /** Everything the cluster keeps lies below it. */
  readonly directory: string;
  readonly version: EngineVersion;
  /** Null without TLS. */
  readonly certificates: CertificateFiles | null;
  /** Ends every server and deletes the directory; a second call does nothing. */
  stop(): Promise<void>;
}

/** How often other ports are tried when somebody else was quicker. */
const portAttempts = 5;

/**
 * Starts a cluster and waits until all its nodes agree that it is whole and every replica is linked, 2 to 3 s for
 * the default of six nodes. Nothing survives this process: see {@link startWatchdog}.
 *
 * @throws LocalClusterError when that fails, with the end of the log of the server concerned; nothing is left behind
 */
export async function startLocalCluster(options: LocalClusterOptions = {}): Promise<LocalCluster> {
  const plan = planOf(options);
  check(options, plan);
  const binary = await readServer(options.server);
  for (let attempt = 1; ; attempt++) {
    const basePort = options.basePort ?? (await freeBasePort(nodeCount(plan), plan.host, options.portRange));
    try {
      return await startAt(basePort, plan, binary);
    } catch (error) {
      const elsewhere = isPortTaken(error) && options.basePort === undefined && attempt < portAttempts;
      if (!elsewhere) throw error;
    }
  }
}

async function startAt(basePort: number, plan: ClusterPlan, binary: ServerBinary): Promise<LocalCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'redis-auditor-cluster-'));
  const watchdog = startWatchdog(directory);
  let handles: readonly NodeHandle[] = [];
  const stop = () => stopAll(handles, directory, watchdog);
  try {
    const certificates =
      plan.tls === 'off' ? null : await makeCertificates(join(directory, 'tls'), plan.certificateDays);
    const places = layOut(plan, basePort, directory);
    await writeNodeFiles(places, plan, binary.version, certificates);
    const tls = certificates === null ? undefined : await readClientTls(certificates);
    const endpoint = { host: plan.host, login: plan.login, tls };
    handles = places.map((place) =>
      makeNode({
        ...place,
        binary: binary.path,
        environment: plan.environment,
        endpoint: { ...endpoint, port: place.port },
        watchdog,
      }),
    );
    const nodes = handles.map((handle) => handle.node);
    await launchAll(handles, plan);
    await untilReady(nodes, plan);
    const [primaries, replicas] = [nodes.slice(0, plan.primaries), nodes.slice(plan.primaries)];
    return { nodes, primaries, replicas, directory, version: binary.version, certificates, stop };
  } catch (error) {
    await stop();
    throw asPortTaken(error);
  }
}

async function stopAll(handles: readonly NodeHandle[], directory: string, watchdog: Watchdog): Promise<void> {
  await Promise.all(handles.map(({ node }) => node.kill()));
  // A child that saves or rewrites ends a moment after its server, and may still write a file.
  await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  watchdog.release();
}

function check({ basePort }: LocalClusterOptions, plan: ClusterPlan): void {
  const last = (basePort ?? 0) + nodeCount(plan) - 1;
  if (last > lastUsablePort) throw new LocalClusterError('bad-options', `ports above ${lastUsablePort} do not work`);
  if (plan.usersAcl === undefined || plan.login !== undefined) return;
  throw new LocalClusterError('bad-options', 'usersAcl needs a login');
}

function isPortTaken(error: unknown): boolean {
  return error instanceof LocalClusterError && error.problem === 'port-taken';
}

/** A server that finds its port taken says so in its log and ends. */
function asPortTaken(error: unknown): unknown {
  if (!(error instanceof LocalClusterError) || error.problem !== 'server-ended') return error;
  if (!/already in use|Failed listening on port/.test(error.logTail)) return error;
  return new LocalClusterError('port-taken', 'a port is in use', error.logTail, error);
}
