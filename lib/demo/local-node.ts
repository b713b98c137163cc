import { join } from 'node:path';
import { formatAddress } from '../core/address.ts';
import { type Command, type Endpoint, sendCommands } from './connection.ts';
import { LocalClusterError } from './local-cluster-error.ts';
import { configFileName, logTail, type ServerProcess, startServer } from './server-process.ts';
import { waitUntil } from './wait-until.ts';
import type { Watchdog } from './watchdog.ts';

/** One server of a local cluster, and what can be done to it. */
export interface LocalNode {
  /** Position in {@link LocalCluster.nodes}: primaries come first. */
  readonly index: number;
  readonly host: string;
  readonly port: number;
  /** `host:port`, with brackets around an IPv6 address. */
  readonly address: string;
  /** 40 hex digits; empty with cluster mode off. */
  readonly nodeId: string;
  /** Its role when the cluster was made; a failover changes it. */
  readonly role: 'primary' | 'replica';
  /** The index of the primary it replicated at the start. */
  readonly primaryIndex: number;
  readonly directory: string;
  /** Its redis.conf, read again by {@link LocalNode.start}. */
  readonly configFile: string;
  /** Null while it isn't running. */
  readonly pid: number | null;
  /** Runs one command. @throws Error for an error reply, without a connection, and without a reply within 10 s */
  send(...command: Command): Promise<unknown>;
  /** Runs commands in one pipeline; an error reply is an Error among the replies. */
  sendAll(commands: readonly Command[], timeoutMs?: number): Promise<readonly unknown[]>;
  /** Ends it at once, or with another signal, and waits until the process is gone. A frozen node is resumed first. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Lets it finish as `SHUTDOWN` would: files are written, replicas are given time. */
  stop(): Promise<void>;
  /** Stops the process without ending it: it accepts connections and answers nothing. */
  freeze(): void;
  resume(): void;
  /** Starts it again in place, with the files of its directory, and waits until its dataset is loaded: 20 s at most. */
  start(timeoutMs?: number): Promise<void>;
  /** The end of its log. */
  logTail(): Promise<string>;
}

/** What a node is made of. */
export interface NodeParts {
  readonly index: number;
  readonly nodeId: string;
  readonly role: 'primary' | 'replica';
  readonly primaryIndex: number;
  readonly directory: string;
  readonly binary: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly endpoint: Endpoint;
  readonly watchdog: Watchdog;
}

/** A node before its first start; `launch` only starts the process, `isLoaded` asks it. */
export interface NodeHandle {
  readonly node: LocalNode;
  launch(): Promise<ServerProcess>;
}

const startTimeoutMs = 20_000;
const endTimeoutMs = 20_000;

export function makeNode(parts: NodeParts): NodeHandle {
  const { index, nodeId, role, primaryIndex, directory, binary, environment, endpoint, watchdog } = parts;
  const address = formatAddress(endpoint.host, endpoint.port);
  let process: ServerProcess | null = null;
  const running = () => (process === null || process.hasEnded() ? null : process);

  async function launch(): Promise<ServerProcess> {
    if (running() !== null) throw new LocalClusterError('bad-options', `${address} is running already`);
    process = await startServer(binary, directory, environment, watchdog);
    return process;
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const target = running();
    if (target === null) return;
    target.signal(signal);
    target.signal('SIGCONT');
    await waitUntil(() => target.hasEnded(), { timeoutMs: endTimeoutMs, what: `${address} to end`, everyMs: 5 });
  }

  const node: LocalNode = {
    index,
    host: endpoint.host,
    port: endpoint.port,
    address,
    nodeId,
    role,
    primaryIndex,
    directory,
    configFile: join(directory, configFileName),
    get pid() {
      return running()?.pid ?? null;
    },
    async send(...command) {
      const [reply] = await sendCommands(endpoint, [command]);
      if (reply instanceof Error) throw reply;
      return reply;
    },
    sendAll: (commands, timeoutMs) => sendCommands(endpoint, commands, timeoutMs),
    kill: (signal = 'SIGKILL') => end(signal),
    stop: () => end('SIGTERM'),
    freeze: () => void running()?.signal('SIGSTOP'),
    resume: () => void running()?.signal('SIGCONT'),
    async start(timeoutMs = startTimeoutMs) {
      await untilLoaded(await launch(), parts, address, timeoutMs);
    },
    logTail: () => logTail(directory),
  };
  return { node, launch };
}

async function untilLoaded(
  server: ServerProcess,
  { endpoint, directory }: NodeParts,
  address: string,
  timeoutMs: number,
): Promise<void> {
  const isLoaded = async () => {
    const [reply] = await sendCommands(endpoint, [['INFO', 'persistence']], 2000);
    // Not `async_loading:0`, which says nothing about the start.
    return typeof reply === 'string' && /^loading:0\r?$/m.test(reply);
  };
  try {
    await waitUntil(async () => server.hasEnded() || (await isLoaded()), {
      timeoutMs,
      what: `${address} to load its dataset`,
      everyMs: 20,
    });
  } catch (cause) {
    throw new LocalClusterError('not-ready', `${address} did not become ready`, await logTail(directory), cause);
  }
  if (!server.hasEnded()) return;
  throw new LocalClusterError('server-ended', `${address} ended while it started`, await logTail(directory));
}
