import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from 'ioredis';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';

/** A client of a cluster that reads and writes until it is stopped. */
export interface Load {
  /** Answered so far. */
  readonly commands: () => number;
  readonly stop: () => Promise<void>;
}

const BATCH = 100;
const PAUSE_MS = 20;

/** Sessions as a web shop keeps them: written with an expiry, read, counted; follows failovers and restarts as a client library does. */
export async function startLoad({ nodes }: LocalCluster): Promise<Load> {
  const client = new Cluster(
    nodes.map(({ host, port }) => ({ host, port })),
    { redisOptions: { connectionName: 'load' }, clusterRetryStrategy: () => 50, retryDelayOnFailover: 50 },
  );
  client.on('error', () => undefined);
  let answered = 0;
  const stopping = Promise.withResolvers<'stopped'>();
  const run = async (): Promise<void> => {
    for (let turn = 0; ; turn++) {
      // What waits for a node that is gone may never be answered.
      const results = await Promise.race([Promise.allSettled(batch(client, turn)), stopping.promise]);
      if (results === 'stopped') return;
      answered += results.filter(({ status }) => status === 'fulfilled').length;
      await sleep(PAUSE_MS);
    }
  };
  await client.set('load:first', 'x');
  const running = run();
  return {
    commands: () => answered,
    stop: async () => {
      stopping.resolve('stopped');
      await running;
      client.disconnect();
    },
  };
}

function batch(client: Cluster, turn: number): readonly Promise<unknown>[] {
  return Array.from({ length: BATCH }, (_, index): Promise<unknown> => {
    const key = `session:${(turn * BATCH + index) % 6000}`;
    if (index % 4 === 0) return client.set(key, 'x'.repeat(200), 'EX', 3600);
    return index % 4 === 1 ? client.incr(`visits:${index}`) : client.get(key);
  });
}
