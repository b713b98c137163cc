/**
 * Records what real servers answer, as test data for the parsers: test/replies/<label>/.
 *
 *   node scripts/record-replies.ts redis70=127.0.0.1:7000 valkey81=127.0.0.1:7100
 *
 * Only for throw-away servers on this machine: it writes keys, changes settings, adds a user, holds a node with an
 * endless script for a moment and at the end shuts a replica down, so that a failed member is recorded too. What it
 * finds at the address decides what it records:
 *   a cluster of 3 primaries with a replica each   every reply, healthy and then changed, and the error replies
 *   a server with cluster mode off                 the error that CLUSTER commands give there
 *   a server that is loading its dataset           the LOADING error (start one with `key-load-delay`)
 * Runs with the same label add to one folder. Paths and the kernel's name are replaced before anything is written.
 */
import { parseAddress } from '../lib/core/address.ts';
import { connect, errorOf, type Server } from './record-replies/connect.ts';
import { collectErrors } from './record-replies/errors.ts';
import { mergeErrors, saveJson, saveText } from './record-replies/files.ts';
import { changeCluster, failReplica, plantEntries, plantKeys, plantSpikes } from './record-replies/plant.ts';

/** The directives that an audit asks for. */
const directives = [
  'save',
  'appendfsync',
  'no-appendfsync-on-rewrite',
  'repl-diskless-sync',
  'repl-backlog-size',
  'client-output-buffer-limit',
  'min-replicas-to-write',
  'min-replicas-max-lag',
  'cluster-node-timeout',
  'slowlog-log-slower-than',
  'slowlog-max-len',
  'latency-monitor-threshold',
];

const sections = [
  'server',
  'clients',
  'memory',
  'persistence',
  'stats',
  'replication',
  'commandstats',
  'errorstats',
  'keyspace',
];

for (const argument of process.argv.slice(2)) {
  const [label = '', text = ''] = argument.split('=');
  const address = parseAddress(text);
  if (!/^[a-z0-9]+$/.test(label) || address === null) throw new Error(`${argument} is not label=host:port`);
  const server = await connect(address);
  await record(label, server);
  server.disconnect();
  console.log(`recorded ${label}`);
}

async function record(label: string, server: Server): Promise<void> {
  if (await errorOf(server.call('PING'))) {
    return mergeErrors(label, { loading: await errorOf(server.call('PING')) });
  }
  const info = String(await server.call('INFO', 'cluster'));
  if (!info.includes('cluster_enabled:1')) {
    return mergeErrors(label, { 'cluster-disabled': await errorOf(server.call('CLUSTER', 'NODES')) });
  }
  const nodes = await connectAll(server);
  await plantKeys(nodes);
  await mergeErrors(label, await collectErrors(server));
  await plantSpikes(server);
  await plantEntries(server);
  await recordAnswers(label, server, nodes);
  await changeCluster(nodes);
  await failReplica(nodes);
  await saveText(label, 'nodes-migrating', await nodes[0]?.call('CLUSTER', 'NODES'));
  await saveText(label, 'nodes-importing', await nodes[1]?.call('CLUSTER', 'NODES'));
  for (const node of nodes) node.disconnect();
}

/** Connections to all members, primaries first, the one at `server` before all others. */
async function connectAll(server: Server): Promise<readonly Server[]> {
  const lines = String(await server.call('CLUSTER', 'NODES'))
    .trim()
    .split('\n');
  const rank = (line: string): string => (line.includes('myself') ? 'a' : line.includes('master') ? 'b' : 'c');
  const addresses = lines.sort((a, b) => rank(a).localeCompare(rank(b))).map((line) => line.split(' ')[1] ?? '');
  return Promise.all(addresses.map((text) => connect(parseAddress(text.split('@')[0] ?? '') ?? server.address)));
}

async function recordAnswers(label: string, server: Server, nodes: readonly Server[]): Promise<void> {
  await saveText(label, 'info-all', await server.call('INFO', 'all'));
  await saveText(label, 'info-replica', await nodes.at(-1)?.call('INFO', 'all'));
  const tooOld = await errorOf(server.call('INFO', ...sections));
  if (tooOld === '') await saveText(label, 'info-sections', await server.call('INFO', ...sections));
  const config = await Promise.all(directives.map((name) => server.call('CONFIG', 'GET', name)));
  await saveJson(label, 'config', tooOld === '' ? await server.call('CONFIG', 'GET', ...directives) : config.flat());
  for (const [index, node] of nodes.entries()) {
    await saveText(label, `nodes-${index + 1}`, await node.call('CLUSTER', 'NODES'));
  }
  await saveText(label, 'cluster-info', await server.call('CLUSTER', 'INFO'));
  await saveJson(label, 'slowlog', await server.callBuffer('SLOWLOG', 'GET', '128'));
  await recordLatency(label, server);
  await saveText(label, 'latency-doctor', await server.call('LATENCY', 'DOCTOR'));
  await saveJson(label, 'acl-list', await server.call('ACL', 'LIST'));
}

async function recordLatency(label: string, server: Server): Promise<void> {
  const latest = (await server.call('LATENCY', 'LATEST')) as readonly [string][];
  const histories: Record<string, unknown> = {};
  for (const [event] of latest) histories[event] = await server.call('LATENCY', 'HISTORY', event);
  await saveJson(label, 'latency-latest', latest);
  await saveJson(label, 'latency-histories', histories);
}
