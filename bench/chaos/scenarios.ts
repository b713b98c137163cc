import { setTimeout as delay } from 'node:timers/promises';
import type { Failure } from '../../lib/core/loss-result.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { type Setting, type ShardNow, untilInfo } from './arena.ts';
import { slowDisk } from './slow-disk.ts';

/** What a fault did, for the counting. */
export interface Deed {
  /** When it was made, as `performance.now()` has it. */
  readonly failedAt: number;
  /** Who is asked for the records afterwards. */
  readonly survivor: LocalNode;
  /** From then on an old primary took writes again that clients had sent to it. */
  readonly resumedAt?: number;
}

/** A fault and its repair. */
export interface Scenario {
  readonly name: string;
  /** The row of the model that it is held to; null when nothing may be lost. */
  readonly failure: Failure | null;
  /** Replication stands still when the reading is taken: the window grows until the fault. */
  readonly growing?: true;
  readonly save?: string;
  /** Without an append-only file; it has no fsync policy then. */
  readonly appendonly?: false;
  /** Policies on which it bears; all of them unless said. */
  readonly policies?: readonly Setting['fsync'][];
  /** A short one where a failover is wanted, a long one where it is not. */
  readonly nodeTimeoutMs: number;
  /** How long writes go on before the reading. */
  readonly loadMs?: number;
  /** Done before the reading is taken. */
  before?(this: void, shard: ShardNow): Promise<void>;
  deed(this: void, shard: ShardNow): Promise<Deed>;
}

const NO_FAILOVER_MS = 15_000;
const FAILOVER_MS = 1500;
const STOPPED_MS = 1500;

const isPrimary = 'role:master';
const isLinked = 'master_link_status:up';

async function killPrimaryAndStart({ primary, replica }: ShardNow): Promise<Deed> {
  const failedAt = performance.now();
  await primary.kill();
  await primary.start();
  await untilInfo(replica, 'replication', isLinked);
  return { failedAt, survivor: primary };
}

const SLOW_FSYNC_MS = 3000;

/** At some moment of the turns of fsync and waiting, another one each time. */
async function slowDownPrimary({ primary }: ShardNow): Promise<void> {
  await slowDisk(primary, SLOW_FSYNC_MS);
  await delay(SLOW_FSYNC_MS + Math.random() * SLOW_FSYNC_MS);
}

async function killSlowPrimaryAndStart({ primary, replica }: ShardNow): Promise<Deed> {
  const failedAt = performance.now();
  await primary.kill();
  await slowDisk(primary, 0);
  await primary.start();
  await untilInfo(replica, 'replication', isLinked);
  return { failedAt, survivor: primary };
}

async function killPrimaryAndPromote({ primary, replica }: ShardNow, meanwhile = async () => {}): Promise<Deed> {
  const failedAt = performance.now();
  await primary.kill();
  await meanwhile();
  await untilInfo(replica, 'replication', isPrimary);
  await primary.start();
  await untilInfo(primary, 'replication', isLinked);
  return { failedAt, survivor: replica };
}

async function killReplica({ primary, replica }: ShardNow): Promise<Deed> {
  const failedAt = performance.now();
  await replica.kill();
  await delay(300);
  await replica.start();
  await untilInfo(replica, 'replication', isLinked);
  return { failedAt, survivor: primary };
}

async function killShard({ primary, replica }: ShardNow): Promise<Deed> {
  const failedAt = performance.now();
  await Promise.all([primary.kill(), replica.kill()]);
  await Promise.all([primary.start(), replica.start()]);
  await untilInfo(replica, 'replication', isLinked);
  return { failedAt, survivor: primary };
}

/** The replica is told a password that its primary does not take. */
async function breakReplication({ primary, replica }: ShardNow): Promise<void> {
  await replica.send('CONFIG', 'SET', 'masterauth', 'wrong');
  await primary.send('CLIENT', 'KILL', 'TYPE', 'replica');
  await untilInfo(replica, 'replication', 'master_link_status:down');
  await delay(STOPPED_MS);
}

async function stopReplica({ replica }: ShardNow): Promise<void> {
  replica.freeze();
  await delay(STOPPED_MS);
}

async function stopPrimaryAndPromote({ primary, replica }: ShardNow): Promise<Deed> {
  const failedAt = performance.now();
  primary.freeze();
  await untilInfo(replica, 'replication', isPrimary);
  const resumedAt = performance.now();
  primary.resume();
  await untilInfo(primary, 'replication', isLinked);
  return { failedAt, survivor: replica, resumedAt };
}

export const scenarios = {
  crash: {
    name: 'primary killed, restarted in place',
    failure: 'processCrash',
    nodeTimeoutMs: NO_FAILOVER_MS,
    deed: killPrimaryAndStart,
  },
  slowDisk: {
    name: 'primary killed while each fsync takes 3 s longer, restarted in place',
    failure: 'processCrash',
    policies: ['everysec', 'no'],
    nodeTimeoutMs: NO_FAILOVER_MS,
    before: slowDownPrimary,
    deed: killSlowPrimaryAndStart,
  },
  failover: {
    name: 'primary killed, replica promoted',
    failure: 'failover',
    nodeTimeoutMs: FAILOVER_MS,
    deed: (shard) => killPrimaryAndPromote(shard),
  },
  replica: { name: 'replica killed and restarted', failure: null, nodeTimeoutMs: NO_FAILOVER_MS, deed: killReplica },
  shard: {
    name: 'whole shard killed, restarted in place',
    failure: 'processCrash',
    nodeTimeoutMs: NO_FAILOVER_MS,
    deed: killShard,
  },
  broken: {
    name: 'replication broken, then primary killed, replica promoted',
    failure: 'failover',
    growing: true,
    nodeTimeoutMs: FAILOVER_MS,
    before: breakReplication,
    deed: (shard) =>
      killPrimaryAndPromote(shard, async () => void (await shard.replica.send('CONFIG', 'SET', 'masterauth', ''))),
  },
  silent: {
    name: 'replica stopped, then primary killed; replica resumed and promoted',
    failure: 'failover',
    growing: true,
    nodeTimeoutMs: 2 * FAILOVER_MS,
    before: stopReplica,
    deed: (shard) => killPrimaryAndPromote(shard, async () => shard.replica.resume()),
  },
  cut: {
    name: 'primary stopped, replica promoted, primary resumed',
    failure: 'failover',
    nodeTimeoutMs: FAILOVER_MS,
    deed: stopPrimaryAndPromote,
  },
  saves: {
    name: 'save points only (`save "1 1"`): primary killed, restarted in place',
    failure: 'processCrash',
    appendonly: false,
    save: '1 1',
    nodeTimeoutMs: NO_FAILOVER_MS,
    loadMs: 4000,
    deed: killPrimaryAndStart,
  },
  empty: {
    name: 'no persistence: primary killed, restarted in place',
    failure: 'emptyRestart',
    appendonly: false,
    nodeTimeoutMs: NO_FAILOVER_MS,
    deed: killPrimaryAndStart,
  },
} as const satisfies Readonly<Record<string, Scenario>>;

/** What the nodes are set to for a scenario. */
export function settingOf(scenario: Scenario, fsync: Setting['fsync']): Setting {
  const { appendonly, save = '', nodeTimeoutMs } = scenario;
  return { fsync: appendonly === false ? 'off' : fsync, save, nodeTimeoutMs };
}
