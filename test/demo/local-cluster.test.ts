import { appendFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { sendCommands } from '../../lib/demo/connection.ts';
import { fillCluster } from '../../lib/demo/fill.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster, waitUntil, withCluster } from '../harness/cluster.ts';
import { failure, isRunning, pidsOf } from '../harness/processes.ts';

describe('a cluster of six', () => {
  const cluster = useCluster();

  test('is whole: three primaries with all slots, a replica behind each', async () => {
    const view = String(await nodeAt(cluster().nodes, 5).send('CLUSTER', 'NODES'));
    expect(view.match(/ connected \d+-\d+/g)).toHaveLength(3);
    for (const replica of cluster().replicas) {
      const primary = nodeAt(cluster().nodes, replica.primaryIndex);
      expect(view).toMatch(
        new RegExp(`^${replica.nodeId} \\S+:${replica.port}@\\S+ \\S*slave ${primary.nodeId} `, 'm'),
      );
    }
  });

  test('knows a node by the id that the node gives itself', async () => {
    const [node] = cluster().nodes;
    expect(await node?.send('CLUSTER', 'MYID')).toBe(node?.nodeId);
  });

  test('has a server of its own behind each node', () => {
    expect(new Set(pidsOf(cluster())).size).toBe(6);
    expect(pidsOf(cluster()).every(isRunning)).toBe(true);
  });

  test('throws what a server refuses, and keeps it among the replies of a pipeline', async () => {
    const node = nodeAt(cluster().nodes, 0);
    await expect(node.send('NOSUCH')).rejects.toThrow(/unknown command/i);
    expect(await node.sendAll([['NOSUCH'], ['PING']])).toEqual([expect.any(Error), 'PONG']);
  });

  test('can be filled with keys', async () => {
    await fillCluster(cluster(), 300);
    const sizes = await Promise.all(cluster().primaries.map((node) => node.send('DBSIZE')));
    expect(sizes.reduce<number>((sum, size) => sum + Number(size), 0)).toBe(300);
  });

  test('a frozen node answers nothing until it is resumed', async () => {
    const node = nodeAt(cluster().replicas, 0);
    node.freeze();
    const endpoint = { host: node.host, port: node.port, login: undefined, tls: undefined };
    await expect(sendCommands(endpoint, [['PING']], 300)).rejects.toThrow(/timed out/);
    node.resume();
    expect(await node.send('PING')).toBe('PONG');
  });

  test('a node that finished is started again in place, with its data and its file read anew', async () => {
    const node = nodeAt(cluster().primaries, 1);
    const before = { pid: node.pid, keys: await node.send('DBSIZE') };
    await node.stop();
    expect(node.pid).toBeNull();
    appendFileSync(node.configFile, 'slowlog-max-len 7\n');
    await node.start();
    expect(node.pid).not.toBe(before.pid);
    expect(await node.send('CONFIG', 'GET', 'slowlog-max-len')).toEqual(['slowlog-max-len', '7']);
    expect(await node.send('DBSIZE')).toBe(before.keys);
    await expect(node.start()).rejects.toThrow('is running already');
  });

  test(
    'a killed primary is replaced by its replica',
    async () => {
      const [primary, replica] = [nodeAt(cluster().primaries, 0), nodeAt(cluster().replicas, 0)];
      const { pid } = primary;
      await primary.kill();
      expect(isRunning(pid ?? 0)).toBe(false);
      await expect(primary.send('PING')).rejects.toThrow('ECONNREFUSED');
      const promoted = async () => String(await replica.send('ROLE')).startsWith('master');
      await waitUntil(promoted, { timeoutMs: 60_000, what: 'the failover' });
    },
    clusterTestTimeoutMs,
  );

  test('a node that cannot start again says why', async () => {
    const node = nodeAt(cluster().replicas, 2);
    await node.kill();
    appendFileSync(node.configFile, 'nonsense yes\n');
    const error = await failure(node.start());
    expect(error).toMatchObject({ problem: 'server-ended', logTail: expect.stringContaining('nonsense yes') });
  });
});

describe('other shapes', () => {
  test.each([
    ['IPv6', { host: '::1' }, '[::1]:'],
    ['TLS', { tls: 'server' }, '127.0.0.1:'],
    ['TLS with certificates of clients, on IPv6', { tls: 'mutual', host: '::1' }, '[::1]:'],
    ['a password', { password: 'secret' }, '127.0.0.1:'],
    ['one primary without replicas', { primaries: 1, replicasPerPrimary: 0 }, '127.0.0.1:'],
  ] as const)(
    '%s',
    async (_, options, address) => {
      await withCluster(options, async ({ nodes }) => {
        for (const node of nodes) expect(node.address.startsWith(address)).toBe(true);
        for (const node of nodes) expect(await node.send('CLUSTER', 'INFO')).toContain('cluster_state:ok');
      });
    },
    clusterTestTimeoutMs,
  );

  test('without a certificate nobody talks to a cluster that asks for one', async () => {
    await withCluster({ tls: 'mutual', primaries: 1, replicasPerPrimary: 0 }, async ({ nodes }) => {
      const { host, port } = nodeAt(nodes, 0);
      const plain = { host, port, login: undefined, tls: undefined };
      await expect(sendCommands(plain, [['PING']], 1000)).rejects.toThrow();
    });
  });

  test('cluster mode off: a primary and its replicas', async () => {
    await withCluster({ mode: 'plain', replicasPerPrimary: 2 }, async ({ nodes, replicas }) => {
      const node = nodeAt(nodes, 0);
      expect(String(await node.send('INFO', 'replication'))).toContain('connected_slaves:2');
      await expect(node.send('CLUSTER', 'INFO')).rejects.toThrow(/cluster support disabled/);
      expect(node.nodeId).toBe('');
      expect(replicas).toHaveLength(2);
    });
  });

  test('users of a file, each node with a copy', async () => {
    const usersAcl = 'user default off ~* &* +@all\nuser admin on >secret ~* &* +@all\n';
    const login = { username: 'admin', password: 'secret' };
    const config = ['masteruser admin', 'masterauth secret'];
    await withCluster({ usersAcl, login, config, primaries: 1 }, async ({ nodes }) => {
      for (const node of nodes) expect(await node.send('ACL', 'WHOAMI')).toBe('admin');
      const { host, port } = nodeAt(nodes, 0);
      const stranger = { host, port, login: undefined, tls: undefined };
      const [reply] = await sendCommands(stranger, [['GET', 'x']]);
      expect(reply).toMatchObject({ message: expect.stringMatching(/^NOAUTH/) });
    });
  });

  test(
    'forty-two nodes, held until all of them listen',
    async () => {
      await withCluster({ primaries: 21 }, async ({ nodes }) => {
        expect(await nodeAt(nodes, 41).send('CLUSTER', 'INFO')).toContain('cluster_known_nodes:42');
      });
    },
    clusterTestTimeoutMs,
  );
});
