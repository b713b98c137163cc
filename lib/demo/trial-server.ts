import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrialError } from '../core/errors.ts';
import { readServer, type ServerBinary } from './find-server.ts';
import { freeBasePort } from './free-ports.ts';
import { layOut, writeNodeFiles } from './layout.ts';
import { LocalClusterError } from './local-cluster-error.ts';
import { type LocalNode, makeNode } from './local-node.ts';
import { type ClusterPlan, planOf } from './options.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';

/** What loads an RDB on trial. */
export interface TrialOptions {
  /** Path of a server binary; without it the first one on the PATH. */
  readonly server?: string;
  /** How long one RDB may take to load, milliseconds. */
  readonly timeoutMs: number;
}

/** Neither memory nor a file is spared, and nothing is written but what is loaded. */
const config = [
  'appendonly no',
  'maxmemory 0',
  'cluster-allow-reads-when-down yes',
  'cluster-require-full-coverage no',
];

/** Servers of one node each, that own every slot. The files are readable to this user only, and gone afterwards. */
export function trialServers({ server, timeoutMs }: TrialOptions) {
  return {
    find: async () => void (await findBinary(server)),
    async load(rdb: AsyncIterable<Uint8Array>) {
      const binary = await findBinary(server);
      const directory = await mkdtemp(join(tmpdir(), 'redis-auditor-drill-'));
      const watchdog = startWatchdog(directory);
      const clean = async (node?: LocalNode): Promise<void> => {
        await node?.kill().catch(() => undefined);
        await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }).catch(() => undefined);
        watchdog.release();
      };
      try {
        const fetchMs = await timed(() => writeFile(join(directory, 'fetched.rdb'), rdb));
        const { node, loadMs } = await startWith(directory, binary, timeoutMs, watchdog, clean);
        return { version: words(binary), fetchMs, loadMs, ...questions(node), stop: () => clean(node) };
      } catch (error) {
        await clean();
        throw error;
      }
    },
  };
}

function words({ version: { engine, text } }: ServerBinary): string {
  return `${engine} ${text}`;
}

/** Starts the server with what was fetched as its dataset; on another port when somebody else was quicker. */
async function startWith(
  directory: string,
  binary: ServerBinary,
  timeoutMs: number,
  watchdog: Watchdog,
  clean: (node: LocalNode) => Promise<void>,
): Promise<{ readonly node: LocalNode; readonly loadMs: number }> {
  const plan: ClusterPlan = { ...planOf({ primaries: 1, replicasPerPrimary: 0 }), config };
  const [place] = layOut(plan, await freeBasePort(1, plan.host), directory);
  if (place === undefined) throw new TypeError('a plan of one node has one node');
  await writeNodeFiles([place], plan, binary.version, null);
  await rename(join(directory, 'fetched.rdb'), join(place.directory, 'dump.rdb'));
  const endpoint = { host: plan.host, port: place.port, login: undefined, tls: undefined };
  const { node } = makeNode({ ...place, binary: binary.path, environment: {}, endpoint, watchdog });
  try {
    return { node, loadMs: await timed(() => node.start(timeoutMs)) };
  } catch (error) {
    await clean(node);
    return notLoaded(error, words(binary));
  }
}

/** What is asked of a server that has loaded its dataset. Names of keys stay here. */
function questions(node: LocalNode) {
  const firstKeys = (slots: readonly number[]): Promise<readonly unknown[]> =>
    node.sendAll(slots.map((slot) => ['CLUSTER', 'GETKEYSINSLOT', slot, 1]));
  return {
    async count() {
      const [keys, persistence, stats] = await node.sendAll([['DBSIZE'], ['INFO', 'persistence'], ['INFO', 'stats']]);
      const [, atLoad] = /^rdb_last_load_keys_expired:(\d+)/m.exec(String(persistence)) ?? [];
      const [, since = '0'] = /^expired_keys:(\d+)/m.exec(String(stats)) ?? [];
      return { loaded: Number(keys), expired: atLoad === undefined ? null : Number(atLoad) + Number(since) };
    },
    async countInSlots(slots: readonly number[]) {
      const replies = await node.sendAll(slots.map((slot) => ['CLUSTER', 'COUNTKEYSINSLOT', slot]));
      return replies.map(Number);
    },
    async typesInSlots(slots: readonly number[]) {
      const keys = (await firstKeys(slots)).map((reply) => (Array.isArray(reply) ? reply[0] : undefined));
      const types = await node.sendAll(keys.map((key) => ['TYPE', String(key ?? '')]));
      return types.map((type, index) => {
        // A key that is no text is not found under what it was read as.
        return typeof keys[index] === 'string' && type !== 'none' ? String(type) : null;
      });
    },
  };
}

async function writeFile(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of chunks) await file.writeFile(chunk);
  } finally {
    await file.close();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return Math.round(performance.now() - startedAt);
}

/** The log of a server may name keys: of it only what is known to be harmless is told. */
function notLoaded(error: unknown, server: string): never {
  if (!(error instanceof LocalClusterError)) throw error;
  const [, version] = /Can't handle RDB format version (\d+)/.exec(error.logTail) ?? [];
  if (version !== undefined || /Wrong signature/.test(error.logTail))
    throw new TrialError(
      `${server} cannot read this format${version === undefined ? '' : ` (version ${version})`}`,
      'Name a server that is at least as new as the one that was copied, with --server.',
    );
  if (error.problem === 'not-ready')
    throw new TrialError(`${server} had not loaded it when the time was up`, 'Give it more time with --load-timeout.');
  throw new TrialError(`${server} ended while it loaded it`, 'Verify the set, and see that there is enough memory.');
}

async function findBinary(server: string | undefined): Promise<ServerBinary> {
  try {
    return await readServer(server);
  } catch (error) {
    if (!(error instanceof LocalClusterError)) throw error;
    throw new TrialError(error.message, 'Install redis-server or valkey-server, or name one with --server.', error);
  }
}
