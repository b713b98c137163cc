import { describe, expect, test } from '@jest/globals';
import { parseServerVersion } from '../../lib/demo/find-server.ts';
import { type LocalClusterOptions, planOf } from '../../lib/demo/options.ts';
import { type NodeSettings, serverConfig } from '../../lib/demo/server-config.ts';

const certificates = { ca: '/t/ca.crt', serverCert: '/t/s.crt', serverKey: '/t/s.key', clientCert: '', clientKey: '' };

function linesOf(
  options: LocalClusterOptions = {},
  { version = 'Redis server v=7.0.15', ...node }: Partial<NodeSettings> & { version?: string } = {},
): readonly string[] {
  const parsed = parseServerVersion(version);
  if (parsed === null) throw new Error(version);
  const settings = { index: 0, port: 7001, directory: '/data/7001', ...node };
  const tls = options.tls === undefined ? null : certificates;
  return serverConfig(planOf(options), parsed, settings, tls).split('\n');
}

describe('redis.conf of a local node', () => {
  test('is the reference configuration on a loopback', () => {
    expect(linesOf()).toEqual(
      expect.arrayContaining([
        'bind 127.0.0.1',
        'port 7001',
        'dir "/data/7001"',
        'cluster-enabled yes',
        'cluster-node-timeout 5000',
        'appendonly yes',
        'appendfsync everysec',
        'save ""',
        'maxmemory 256mb',
        'repl-backlog-size 64mb',
        'latency-monitor-threshold 100',
        'slowlog-max-len 512',
        'enable-debug-command local',
      ]),
    );
  });

  test.each([
    ['Redis server v=6.0.16', [false, false, false]],
    ['Redis server v=6.2.7', [true, false, false]],
    ['Redis server v=7.0.15', [true, true, true]],
    ['Valkey server v=8.0.1', [true, true, true]],
  ])('%s knows the newer directives: %j', (version, known) => {
    const lines = linesOf({}, { version });
    const newer = ['cluster-allow-replica-migration yes', 'latency-tracking yes', 'enable-debug-command local'];
    expect(newer.map((line) => lines.includes(line))).toEqual(known);
  });

  test('with cluster mode off says whom to replicate and nothing about a cluster', () => {
    const lines = linesOf({ mode: 'plain' }, { replicaOf: 7000 });
    expect(lines).toContain('replicaof 127.0.0.1 7000');
    expect(lines.filter((line) => line.startsWith('cluster'))).toEqual([]);
  });

  test('sets a password for clients and for replicas', () => {
    expect(linesOf({ password: 'p' })).toEqual(expect.arrayContaining(['requirepass p', 'masterauth p']));
  });

  test.each([
    ['server', 'no'],
    ['mutual', 'yes'],
  ] as const)('TLS %s asks clients for a certificate: %s', (tls, asks) => {
    const lines = linesOf({ tls });
    const wanted = ['port 0', 'tls-port 7001', 'tls-cluster yes', `tls-auth-clients ${asks}`];
    expect(lines).toEqual(expect.arrayContaining([...wanted, 'tls-cert-file "/t/s.crt"']));
  });

  test('ends with the lines for every node, then those for this one: the last word counts', () => {
    const options = { config: ['save "900 1"'], nodeConfig: { 4: ['appendonly no'] } };
    expect(linesOf(options, { index: 4 }).slice(-3)).toEqual(['save "900 1"', 'appendonly no', '']);
    expect(linesOf(options, { index: 3 }).slice(-2)).toEqual(['save "900 1"', '']);
  });
});
