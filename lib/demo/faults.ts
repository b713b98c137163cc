import type { LocalCluster } from './local-cluster.ts';
import { LocalClusterError } from './local-cluster-error.ts';
import type { LocalNode } from './local-node.ts';
import { waitUntil } from './wait-until.ts';

/** How planting tells how far it is. */
export interface PlantOptions {
  /** Hears what is done next, half a sentence each. */
  readonly progress?: (what: string) => void;
}

type Nodes = Pick<LocalCluster, 'nodes' | 'primaries' | 'replicas'>;

const scripts = 3;
const scriptMs = 150;
const askers = 10;
const questionsOfEach = 6000;
/** A busy machine takes twenty times as long as a quiet one. */
const questionsTimeoutMs = 120_000;
const linkTimeoutMs = 40_000;

/**
 * Makes a careless set-up of a healthy cluster, as two audits are to find it, one before and one after: some faults
 * are settings, the others leave their traces in counters, in the slow log and in a new process. It takes about 5 s.
 *
 * @param cluster of three shards or more, with a replica behind the second primary, roles as at its start
 * @throws LocalClusterError `bad-options` when the cluster is smaller
 */
export async function plantCarelessSetup(cluster: Nodes, { progress }: PlantOptions = {}): Promise<void> {
  const [first, second, third] = cluster.primaries;
  const replica = cluster.replicas.find(({ primaryIndex }) => primaryIndex === second?.index);
  if (first === undefined || second === undefined || third === undefined || replica === undefined)
    throw new LocalClusterError('bad-options', 'the faults need three shards, and a replica behind the second primary');
  progress?.(`no append-only file on ${first.address}`);
  await first.send('CONFIG', 'SET', 'appendonly', 'no');
  progress?.('appendfsync no and no latency monitor, on every node');
  await everywhere(cluster, 'appendfsync', 'no');
  await everywhere(cluster, 'latency-monitor-threshold', '0');
  progress?.(`save points on ${second.address}`);
  await second.send('CONFIG', 'SET', 'save', '3600 1');
  progress?.(`${scripts} scripts of ${scriptMs} ms on ${third.address}`);
  for (let run = 0; run < scripts; run++) await holdWithScript(third, scriptMs);
  progress?.(`${askers * questionsOfEach} times CLUSTER SLOTS on ${first.address}`);
  await askForSlots(first);
  progress?.(`a restart of ${replica.address}, without what was only set at run time`);
  await restart(cluster, replica);
}

async function everywhere({ nodes }: Nodes, directive: string, value: string): Promise<void> {
  for (const node of nodes) await node.send('CONFIG', 'SET', directive, value);
}

/**
 * Keeps the command thread of a node from everybody else for about `ms`, or for longer on a busy machine: the script
 * counts its own work. Where it cannot, in 7.0, it looks at TIME, which from 7.2 on stands still inside a script.
 * Before 7.0 each look would leave an entry in the slow log, so there it only counts its turns.
 */
export async function holdWithScript(node: LocalNode, ms: number): Promise<void> {
  const script = `local function time() local t = redis.call('TIME') return t[1] * 1000 + t[2] / 1000 end
    local function work() return os.clock() * 1000 end
    local clock = pcall(work) and work or redis.REDIS_VERSION_NUM and time
    if not clock then return 'no clock' end
    local start = clock()
    repeat until clock() - start >= ${ms}`;
  if ((await node.send('EVAL', script, '0')) === 'no clock') await turn(node, Math.ceil(ms * (await turnsPerMs(node))));
}

/** An empty loop of so many turns. */
async function turn(node: LocalNode, turns: number): Promise<void> {
  await node.send('EVAL', `for _ = 1, ${turns} do end`, '0');
}

/** A few milliseconds. */
const TRIAL_TURNS = 300_000;
const TRIALS = 5;
/** The way there and back counts as work, and a processor may get faster than in every trial. */
const MARGIN = 1.3;

/** How many turns the node does in a millisecond, and some more: what is held shorter than it should be is no fault. */
async function turnsPerMs(node: LocalNode): Promise<number> {
  let fastestMs = Number.POSITIVE_INFINITY;
  await withoutSlowLog(node, async () => {
    for (let trial = 0; trial < TRIALS; trial++) {
      const started = performance.now();
      await turn(node, TRIAL_TURNS);
      fastestMs = Math.min(fastestMs, performance.now() - started);
    }
  });
  return (TRIAL_TURNS / fastestMs) * MARGIN;
}

/** A busy machine makes a trial slow, and nobody is to read of it as a slow command. */
async function withoutSlowLog(node: LocalNode, work: () => Promise<void>): Promise<void> {
  const [directive, value] = (await node.send('CONFIG', 'GET', 'slowlog-log-slower-than')) as [string, string];
  await node.send('CONFIG', 'SET', directive, '-1');
  try {
    await work();
  } finally {
    await node.send('CONFIG', 'SET', directive, value);
  }
}

/** What badly written clients do all day, within seconds. */
async function askForSlots(node: LocalNode): Promise<void> {
  const questions = Array.from({ length: questionsOfEach }, () => ['CLUSTER', 'SLOTS']);
  await Promise.all(Array.from({ length: askers }, () => node.sendAll(questions, questionsTimeoutMs)));
}

/** The replica loads its files, asks for the stream with PSYNC, and counts as well again with everybody. */
async function restart({ nodes }: Nodes, replica: LocalNode): Promise<void> {
  await replica.stop();
  await replica.start();
  const isLinked = async () => String(await replica.send('INFO', 'replication')).includes('master_link_status:up\r');
  await waitUntil(isLinked, { timeoutMs: linkTimeoutMs, what: `${replica.address} to have its link again` });
  const isTrusted = async () => {
    const views = await Promise.all(nodes.map((node) => node.send('CLUSTER', 'NODES')));
    return !views.some((view) => /\bfail\b|disconnected/.test(String(view)));
  };
  await waitUntil(isTrusted, { timeoutMs: linkTimeoutMs, what: `all to be in touch with ${replica.address}` });
}
