import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RdbSourceOptions, replicationRdbSource } from '../../../lib/adapters/collectors/rdb-source.ts';
import { lookAtRdb } from '../../../lib/backup/look-at-rdb.ts';
import type { TransferError } from '../../../lib/backup/replication/transfer-error.ts';
import { isAtLeast } from '../../../lib/core/version.ts';
import type { LocalCluster } from '../../../lib/demo/local-cluster.ts';
import type { ConnectionSettings, RdbTransfer } from '../../../lib/ports.ts';
import {
  clusterTestTimeoutMs,
  nodeAt,
  startTestCluster,
  useCluster,
  waitUntil,
  withCluster,
} from '../../harness/cluster.ts';
import { fillEveryType } from '../../harness/fill-every-type.ts';
import {
  startClosingServer,
  startCountingProxy,
  startHttpServer,
  startSilentServer,
} from '../../harness/odd-servers.ts';
import { availableServers } from '../../harness/servers.ts';

const servers = await availableServers();
const patience = { connectTimeoutMs: 5000, idleTimeoutMs: 20_000 };
const never = new AbortController().signal;

function openFrom(
  address: string,
  settings: ConnectionSettings = {},
  options: Partial<RdbSourceOptions> = {},
  signal = never,
): Promise<RdbTransfer> {
  return replicationRdbSource(settings, { ...patience, ...options }).open(address, signal);
}

async function failureOf(promise: Promise<unknown>): Promise<TransferError> {
  return promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: TransferError) => error,
  );
}

async function readAll({ chunks }: RdbTransfer): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.length;
  return bytes;
}

/** More than all buffers between two processes hold. */
const bigMegabytes = 64;

function fill(cluster: LocalCluster, megabytes: number): Promise<unknown> {
  const script = `for i = 1, ${megabytes} do redis.call('SET', 'key:' .. i, string.rep('x', 1048576)) end`;
  return nodeAt(cluster.nodes, 0).sendAll([
    ['CONFIG', 'SET', 'maxmemory', '1gb'],
    ['CONFIG', 'SET', 'rdbcompression', 'no'],
    ['EVAL', script, 0],
  ]);
}

/** Resolves when the number has not changed for a while. */
async function untilStill(read: () => number): Promise<void> {
  let before = -1;
  const isStill = () => {
    const [last, now] = [before, read()];
    before = now;
    return last === now;
  };
  await waitUntil(isStill, { timeoutMs: 60_000, what: 'the bytes to stop', everyMs: 300 });
}

const rights = [
  'user default on nopass ~* &* +@all',
  'user backup on >secret -@all +replconf +sync',
  'user named on >secret -@all +replconf +sync +client|setname',
  'user psync on >secret -@all +replconf +psync',
  'user sync on >secret -@all +sync',
];

/** Redis 6.0 has neither channels nor rules for subcommands. */
function usersFor({
  version,
}: {
  version: { readonly major: number; readonly minor: number; readonly engine: string };
}): string {
  const old = version.engine === 'redis' && version.major === 6 && version.minor === 0;
  return `${rights.map((line) => (old ? line.replace(' &*', '') : line)).join('\n')}\n`;
}

describe.each(servers)('the replication stream of $label ($version.text)', ({ path, version }) => {
  let cluster: LocalCluster;
  let address: string;
  const backup = { username: 'backup', password: 'secret' };

  beforeAll(async () => {
    const usersAcl = usersFor({ version });
    cluster = await startTestCluster({
      server: path,
      primaries: 1,
      replicasPerPrimary: 1,
      usersAcl,
      login: { username: 'default', password: '' },
      config: [],
    });
    address = nodeAt(cluster.nodes, 1).address;
    await fillEveryType(cluster, nodeAt(cluster.nodes, 0));
    await nodeAt(cluster.nodes, 0).send('WAIT', 1, 20_000);
  }, clusterTestTimeoutMs);

  afterAll(async () => cluster?.stop());

  test.each([
    ['yes', false],
    ['no', true],
  ])('is a whole RDB of a replica, with repl-diskless-sync %s', async (diskless, hasLength) => {
    await nodeAt(cluster.nodes, 1).send('CONFIG', 'SET', 'repl-diskless-sync', diskless);
    const keys = await nodeAt(cluster.nodes, 1).send('DBSIZE');
    expect(keys).toBeGreaterThan(600);
    const transfer = await openFrom(address, backup);
    const summary = await lookAtRdb(transfer.chunks, { slots: [[0, 16_383]] });
    expect(summary).toMatchObject({ verdict: 'ok', problems: [], content: { keys, outside: { keys: 0 } } });
    expect(transfer.bytes).toBe(hasLength ? summary.bytes : null);
    expect(transfer.rdbOnly).toBe(version.engine === 'valkey' || isAtLeast(version, 6, 2));
    expect(summary.content?.origin.replicationId).toMatch(/^[0-9a-f]{40}$/);
    expect(summary.content?.origin.replicationOffset).toBeGreaterThan(0);
  });

  test('leaves no connection behind, read to the end, left early, or closed unread', async () => {
    const replica = nodeAt(cluster.nodes, 1);
    await readAll(await openFrom(address, backup));
    for await (const chunk of (await openFrom(address, backup)).chunks) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    (await openFrom(address, backup)).close();
    await waitUntil(async () => String(await replica.send('INFO', 'replication')).includes('connected_slaves:0'), {
      timeoutMs: 60_000,
      what: 'the connections to be gone',
    });
  });

  test('needs the rights replconf and sync, and no other', async () => {
    const denied = await failureOf(openFrom(address, { username: 'psync', password: 'secret' }));
    expect([denied.reason, denied.message]).toEqual([
      'no-permission',
      expect.stringMatching(/SYNC was refused: .*sync/),
    ]);
    expect((await failureOf(openFrom(address, { username: 'sync', password: 'secret' }))).reason).toBe('no-permission');
    expect((await failureOf(openFrom(address, { username: 'backup', password: 'wrong' }))).reason).toBe('auth');
  });

  test('names its connection where the user may do that, and goes on where it may not', async () => {
    const namings = async () => {
      const stats = String(await nodeAt(cluster.nodes, 1).send('INFO', 'commandstats'));
      return Number(/^cmdstat_client(?:\|setname)?:calls=(\d+)/m.exec(stats)?.[1] ?? 0);
    };
    const before = await namings();
    await readAll(await openFrom(address, { username: 'named', password: 'secret' }, { clientName: 'copier' }));
    expect(await namings()).toBe(before + 1);
    await readAll(await openFrom(address, backup, { clientName: 'copier' }));
    expect(await namings()).toBe(before + 1);
  });
});

describe('a large RDB', () => {
  const cluster = useCluster({ primaries: 1, replicasPerPrimary: 0 });

  beforeAll(() => fill(cluster(), bigMegabytes), clusterTestTimeoutMs);

  test.each(['yes', 'no'])('waits for whoever does not read, with repl-diskless-sync %s', async (diskless) => {
    const node = nodeAt(cluster().nodes, 0);
    await node.send('CONFIG', 'SET', 'repl-diskless-sync', diskless);
    const proxy = await startCountingProxy(node);
    const transfer = await openFrom(proxy.address);
    let bytes = 0;
    for await (const chunk of transfer.chunks) {
      if (bytes === 0) await untilStill(proxy.passed);
      // What the buffers of four sockets hold, far from all of it.
      if (bytes === 0) expect(proxy.passed()).toBeLessThan((bigMegabytes / 2) * 1_000_000);
      bytes += chunk.length;
    }
    expect(bytes).toBeGreaterThan(bigMegabytes * 1_000_000);
    await proxy.close();
  });

  test('is an error when its reader gives up, before and during the transfer', async () => {
    const { address } = nodeAt(cluster().nodes, 0);
    expect((await failureOf(openFrom(address, {}, {}, AbortSignal.abort()))).reason).toBe('aborted');
    const giveUp = new AbortController();
    const transfer = await openFrom(address, {}, {}, giveUp.signal);
    const read = async () => {
      for await (const chunk of transfer.chunks) if (chunk.length > 0) giveUp.abort();
    };
    expect((await failureOf(read())).reason).toBe('aborted');
  });

  test.each(['yes', 'no'])(
    'is an error when the server falls silent in the middle, with repl-diskless-sync %s',
    async (diskless) => {
      const node = nodeAt(cluster().nodes, 0);
      await node.send('CONFIG', 'SET', 'repl-diskless-sync', diskless);
      // While the server prepares the RDB it is to be heard of more often than that.
      await node.send('CONFIG', 'SET', 'repl-ping-slave-period', 1);
      const transfer = await openFrom(node.address, {}, { idleTimeoutMs: 4000 });
      const read = async () => {
        for await (const chunk of transfer.chunks) if (chunk.length > 0) node.freeze();
      };
      const error = await failureOf(read());
      node.resume();
      expect(error).toMatchObject({
        reason: 'timeout',
        message: expect.stringMatching(/ended after \d+ bytes, in the middle/),
      });
    },
  );
});

test.each(['yes', 'no'])(
  'a server that is killed in the middle of it is an error, with repl-diskless-sync %s',
  async (diskless) => {
    await withCluster(
      { primaries: 1, replicasPerPrimary: 0, config: [`repl-diskless-sync ${diskless}`] },
      async (cluster) => {
        await fill(cluster, bigMegabytes);
        const node = nodeAt(cluster.nodes, 0);
        const transfer = await openFrom(node.address);
        const read = async () => {
          for await (const chunk of transfer.chunks) if (chunk.length > 0) await node.kill();
        };
        const error = await failureOf(read());
        expect([error.reason, error.message]).toEqual([
          'interrupted',
          expect.stringMatching(/ended after \d+ bytes, in the middle/),
        ]);
      },
    );
  },
  clusterTestTimeoutMs,
);

test(
  'an RDB comes over TLS, with a client certificate, and through an address map',
  async () => {
    await withCluster({ primaries: 1, replicasPerPrimary: 0, tls: 'mutual' }, async (cluster) => {
      const node = nodeAt(cluster.nodes, 0);
      const read = (file: string | undefined) => readFileSync(file ?? '', 'utf8');
      const { certificates } = cluster;
      const tls = {
        ca: read(certificates?.ca),
        cert: read(certificates?.clientCert),
        key: read(certificates?.clientKey),
      };
      // Many records of TLS, as what is decrypted comes in pieces of its own.
      await fill(cluster, 40);
      const natMap = { 'announced:7000': node.address };
      const transfer = await openFrom('announced:7000', { tls, natMap });
      expect(await lookAtRdb(transfer.chunks)).toMatchObject({ verdict: 'ok', content: { keys: 40 } });
      expect((await failureOf(openFrom(node.address, { tls: { ca: tls.ca } }))).reason).toBe('tls');
      expect((await failureOf(openFrom(node.address, { tls: {} }))).reason).toBe('tls');
    });
  },
  clusterTestTimeoutMs,
);

test(
  'a replica without a link to its primary gives nobody a copy',
  async () => {
    await withCluster({ primaries: 1, replicasPerPrimary: 1, mode: 'plain' }, async (cluster) => {
      await nodeAt(cluster.nodes, 0).kill();
      const replica = nodeAt(cluster.nodes, 1);
      await waitUntil(
        async () => String(await replica.send('INFO', 'replication')).includes('master_link_status:down'),
        {
          timeoutMs: 60_000,
          what: 'the link to be down',
        },
      );
      expect((await failureOf(openFrom(replica.address))).reason).toBe('no-primary-link');
    });
  },
  clusterTestTimeoutMs,
);

describe('what is no server that could answer', () => {
  test.each([
    ['a web server', startHttpServer, 'unparsable'],
    ['a server that closes at once', startClosingServer, 'connect-refused'],
    ['a server that says nothing', startSilentServer, 'timeout'],
  ])('%s', async (_, start, reason) => {
    const server = await start();
    const error = await failureOf(openFrom(server.address, { password: 'secret' }, { idleTimeoutMs: 200 }));
    await server.close();
    expect(error.reason).toBe(reason);
    expect(error.message).toMatch(new RegExp(`^${server.address}: `));
    expect(`${error.message} ${error.hint}`).not.toContain('secret');
  });

  test('nobody at all, and no address', async () => {
    expect((await failureOf(openFrom('127.0.0.1:1'))).reason).toBe('connect-refused');
    expect((await failureOf(openFrom('nonsense'))).reason).toBe('connect-refused');
  });
});
