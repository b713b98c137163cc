import { errorOf, pause, type Server } from './connect.ts';

/** Twenty keys, each written by the primary that owns its slot; the refusals of the others show in errorstats. */
export async function plantKeys(nodes: readonly Server[]): Promise<void> {
  for (let i = 1; i <= 20; i++) {
    for (const node of nodes.slice(0, 3)) await errorOf(node.call('SET', `sess:${i}`, 'planted', 'EX', '3600'));
  }
}

/** Two samples of the latency event `command`, in different seconds. */
export async function plantSpikes(server: Server): Promise<void> {
  await server.call('CONFIG', 'SET', 'latency-monitor-threshold', '1');
  for (const rounds of ['3000000', '1000000']) {
    await server.call('EVAL', 'local n = 0 for i = 1, tonumber(ARGV[1]) do n = n + i end return n', '0', rounds);
    await pause(1100);
  }
}

/** Slow-log entries of every form: long, many, binary, scripted, from a replica. */
export async function plantEntries(server: Server): Promise<void> {
  const slot = await ownedTag(server);
  const key = (name: string): string => `${name}:{${slot}}`;
  await server.call('SLOWLOG', 'RESET');
  await server.call('CLIENT', 'SETNAME', 'planter');
  await server.call('CONFIG', 'SET', 'slowlog-log-slower-than', '0');
  await server.call('set', key('sess'), 'planted-value '.repeat(30));
  await server.call('GET', `{${slot}}`);
  await server.call('MGET', ...Array.from({ length: 50 }, (_, i) => key(`user:${i}`)));
  await server.call('RPUSH', key('list'), 'planted\r\n"value"', '\u0000\u0001');
  await server.call('LRANGE', key('list'), '0', '-1');
  await server.call('EVAL', `return redis.call('get', KEYS[1])`, '1', key('sess'));
  await server.call('ClUsTeR', 'SLOTS');
  await server.call('CONFIG', 'SET', 'masterauth', 'planted-password');
  await server.call('CLIENT', 'KILL', 'TYPE', 'replica');
  await pause(2500);
  await server.call('CONFIG', 'SET', 'slowlog-log-slower-than', '10000');
}

/** A hash tag whose slot this node owns. */
async function ownedTag(server: Server): Promise<string> {
  for (let i = 0; i < 100; i++) {
    if ((await errorOf(server.call('GET', `{t${i}}`))) === '') return `t${i}`;
  }
  throw new Error('the node owns no slot');
}

/** A host name (7.0 and later), a slot on its way, and a meeting with nobody. */
export async function changeCluster(nodes: readonly Server[]): Promise<void> {
  const [first, second] = nodes;
  if (first === undefined || second === undefined) throw new Error('not a cluster');
  const ids = await Promise.all([first, second].map((node) => node.call('CLUSTER', 'MYID')));
  const slots = /connected (\d+)-/.exec(String(await first.call('CLUSTER', 'NODES')).match(/.*myself.*/)?.[0] ?? '');
  const slot = slots?.[1] ?? '0';
  await first.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', String(ids[1]));
  await second.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', String(ids[0]));
  await errorOf(second.call('CONFIG', 'SET', 'cluster-announce-hostname', 'node-2.example.internal'));
}

/** Shuts the last replica down, waits until the others call it failed, and then meets an address where nobody is. */
export async function failReplica(nodes: readonly Server[]): Promise<void> {
  const [first] = nodes;
  await errorOf(nodes.at(-1)?.call('SHUTDOWN', 'NOSAVE') ?? Promise.resolve());
  for (let i = 0; i < 300; i++) {
    const lines = String(await first?.call('CLUSTER', 'NODES'));
    if (lines.includes(' slave,fail ')) break;
    await pause(100);
  }
  await first?.call('CLUSTER', 'MEET', first.address.host, '7990');
  await pause(300);
}
