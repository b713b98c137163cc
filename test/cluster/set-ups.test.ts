import { describe, expect, test } from '@jest/globals';
import type { AuditResult } from '../../lib/core/result.ts';
import { readClientTls } from '../../lib/demo/certificates.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { audit, auditor, type TestAudit } from '../harness/audits.ts';
import { clusterTestTimeoutMs, withCluster } from '../harness/cluster.ts';
import { nodeAt, on, playAtOnce, playInTurn, readStates, type Scenario, untilInfo } from './scenario.ts';

const node = (cluster: LocalCluster, index: number) => nodeAt(cluster.nodes, index);
const untilLinked = (cluster: LocalCluster, index: number) =>
  untilInfo(node(cluster, index), 'master_link_status', (value) => value === 'up');

/** Whatever was asked was answered. */
function isReadInFull(result: AuditResult, cluster: LocalCluster): void {
  const addressesOf = (all: readonly { readonly address: string }[]) => all.map(({ address }) => address).toSorted();
  expect(addressesOf(result.nodes)).toEqual(addressesOf(cluster.nodes));
  const isPlain = cluster.nodes[0]?.nodeId === '';
  expect(readStates(result, isPlain ? ['nodes', 'clusterInfo', 'resolvedName'] : [])).toEqual(new Set(['ok']));
}

const healthy: Scenario = { name: 'healthy', deed: async () => undefined, want: [], also: isReadInFull };

/** Without a view of the cluster a node that has lost its link is known only by its name. */
const declared = (cluster: LocalCluster): TestAudit => ({ seeds: cluster.nodes.map(({ address }) => address) });

const plain: readonly Scenario[] = [
  healthy,
  {
    name: 'AOF is off on the primary',
    deed: (cluster) => node(cluster, 0).send('CONFIG', 'SET', 'appendonly', 'no'),
    want: [...on('persistence/primary-restarts-empty', 0), ...on('aof/not-enabled', 0), 'config/differs-between-nodes'],
    undo: (cluster) => node(cluster, 0).send('CONFIG', 'SET', 'appendonly', 'yes'),
  },
  {
    name: 'a replica cannot log in',
    audit: (cluster) => ({ ...declared(cluster), options: { 'replication/link-down': { failAboveSeconds: 3 } } }),
    deed: async (cluster) => {
      await node(cluster, 1).send('CONFIG', 'SET', 'masteruser', 'nobody');
      await node(cluster, 1).send('CONFIG', 'SET', 'masterauth', 'x');
      await node(cluster, 1).send('CLIENT', 'KILL', 'TYPE', 'master');
      await untilInfo(node(cluster, 1), 'master_link_down_since_seconds', (value) => Number(value) > 3);
    },
    want: on('replication/link-down', 1),
    undo: async (cluster) => {
      await node(cluster, 1).send('CONFIG', 'SET', 'masteruser', '');
      await node(cluster, 1).send('CONFIG', 'SET', 'masterauth', '');
      await untilLinked(cluster, 1);
    },
  },
  {
    name: 'one of two replicas dies',
    audit: declared,
    deed: (cluster) => node(cluster, 1).kill(),
    want: on('topology/node-unreachable', 1),
    undo: async (cluster) => {
      await node(cluster, 1).start();
      await untilLinked(cluster, 1);
    },
  },
  {
    name: 'both replicas die',
    audit: declared,
    deed: (cluster) => Promise.all(cluster.replicas.map((replica) => replica.kill())),
    want: [...on('topology/node-unreachable', 1, 2), 'topology/shard-without-replica @ shard 0'],
    undo: async (cluster) => {
      for (const { index } of cluster.replicas) {
        await node(cluster, index).start();
        await untilLinked(cluster, index);
      }
    },
  },
  {
    name: 'the primary dies',
    deed: (cluster) => node(cluster, 0).kill(),
    want: on('topology/node-unreachable', 0),
    undo: async (cluster) => {
      await node(cluster, 0).start();
      await untilLinked(cluster, 1);
      await untilLinked(cluster, 2);
    },
  },
];

describe('a plain primary with two replicas', () => {
  playInTurn(plain, { mode: 'plain', replicasPerPrimary: 2 });
});

/** PEM texts of the authority that signed the servers' certificates, and of a client certificate. */
async function pems({ certificates }: LocalCluster) {
  if (certificates === null) throw new Error('this cluster has no certificates');
  const { ca, cert, key } = await readClientTls(certificates);
  return { ca, clientOnly: { cert, key } };
}

type SetUp = Pick<Scenario, 'name' | 'cluster' | 'audit'>;

const setUps: readonly SetUp[] = [
  { name: 'on IPv6', cluster: { host: '::1' } },
  { name: 'with a password', cluster: { password: 'secret' }, audit: { connection: { password: 'secret' } } },
  {
    name: 'with users of its own',
    cluster: {
      usersAcl: 'user default off ~* &* +@all\nuser admin on >secret ~* &* +@all\n',
      config: ['masteruser admin', 'masterauth secret'],
      login: { username: 'admin', password: 'secret' },
    },
    audit: { connection: { username: 'admin', password: 'secret' } },
  },
  {
    name: 'with TLS, signed by an authority of its own',
    cluster: { tls: 'server' },
    audit: async (cluster) => ({ connection: { tls: { ca: (await pems(cluster)).ca } } }),
  },
  {
    name: 'with TLS, under the name in the certificates',
    cluster: { tls: 'server' },
    audit: async (cluster) => ({ connection: { tls: { ca: (await pems(cluster)).ca, servername: 'localhost' } } }),
  },
  {
    name: 'with TLS on both sides',
    cluster: { tls: 'mutual' },
    audit: async (cluster) => {
      const { ca, clientOnly } = await pems(cluster);
      return { connection: { tls: { ca, ...clientOnly } } };
    },
  },
];

describe('a healthy cluster', () => {
  playAtOnce(setUps.map((setUp) => ({ ...healthy, ...setUp })));
});

test(
  'a name that is not in the certificates is no way in',
  async () => {
    await withCluster({ tls: 'server', primaries: 1, replicasPerPrimary: 0 }, async (cluster) => {
      const { ca } = await pems(cluster);
      const elsewhere = auditor(cluster, { connection: { tls: { ca, servername: 'elsewhere' } } });
      await expect(audit(elsewhere)).rejects.toThrow('the certificate is for another name');
    });
  },
  clusterTestTimeoutMs,
);
