import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';
import { partsUnread, tell, tellJson, untilNobodyIsConnected, withStore } from '../harness/command-line.ts';
import {
  type OddServer,
  startClosingServer,
  startGarbageServer,
  startHttpServer,
  startRefusingServer,
  startSilentServer,
} from '../harness/odd-servers.ts';
import { patience } from './fault.ts';

describe('an audit that finds nobody', () => {
  let odd: readonly OddServer[] = [];
  beforeAll(async () => {
    odd = await Promise.all([startHttpServer(), startGarbageServer(), startSilentServer(), startClosingServer()]);
  });
  afterAll(async () => {
    await Promise.all(odd.map((server) => server.close()));
  });

  test('ends with 2 and one message with the reason of each seed, and writes nothing', async () => {
    await withStore(async (directory) => {
      const store = join(directory, 'new');
      const [http, garbage, silent, closing] = odd.map((server) => server.address);
      const seeds = ['127.0.0.1:1', 'nowhere.invalid:6379', ...odd.map((server) => server.address)];
      const told = await tell(['audit', ...seeds, ...patience, '--store', store]);
      expect(told).toMatchObject({ code: 2, stdout: '' });
      const [first, ...lines] = told.stderr.trimEnd().split('\n');
      expect(first).toBe('redis-auditor: no node could be reached');
      expect(lines.pop()).toMatch(/^Check address, port and network\. /);
      expect(new Set(lines)).toEqual(
        new Set([
          '  127.0.0.1:1: nothing listens on this port (ECONNREFUSED)',
          `  ${http}: the answer is not the Redis protocol`,
          `  ${garbage}: the answer is not the Redis protocol`,
          `  ${silent}: no reply within 500 ms`,
          `  ${closing}: the connection was closed`,
          expect.stringMatching(/^ {2}nowhere\.invalid:6379: (the host name|the name server|no reply within)/),
        ]),
      );
      expect(existsSync(store)).toBe(false);
    });
  });

  test('within its deadline says what kept it from waiting', async () => {
    const [, , silent] = odd.map((server) => server.address);
    const told = await tell(['audit', String(silent), '--deadline', '700ms']);
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toContain(`${silent}: the deadline of the audit came before the answer`);
  });

  test.each(['latency', 'audit'])('%s against a web server says what is wrong', async (command) => {
    const told = await tell([command, String(odd[0]?.address), ...patience]);
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toContain('the answer is not the Redis protocol');
  });
});

test('a login that met an error about something else is not known to work', async () => {
  const server = await startRefusingServer();
  const { code, result } = await tellJson(['audit', `redis://auditor:audits@${server.address}`, ...patience]);
  await server.close();
  expect({ code, connection: result.nodes.map(({ facts }) => facts.connection) }).toEqual({
    code: 2,
    connection: ['unparsable'],
  });
  expect(result.findings.find(({ rule }) => rule === 'auditor/login-refused')).toMatchObject({
    status: 'unknown',
    message: 'whether the login works is not known: the server answered with the error ERR',
  });
});

describe('encryption', () => {
  const encrypted = useCluster({ tls: 'mutual', primaries: 3, replicasPerPrimary: 0 });
  const plain = useCluster({ mode: 'plain', replicasPerPrimary: 0 });
  const seedOf = (cluster: LocalCluster): string => nodeAt(cluster.nodes, 0).address;
  const certificates = () => {
    const files = encrypted().certificates;
    if (files === null) throw new Error('the cluster was made with certificates');
    return files;
  };
  const trusted = (): readonly string[] => ['--cacert', certificates().ca];
  const known = (): readonly string[] => [
    ...trusted(),
    '--cert',
    certificates().clientCert,
    '--key',
    certificates().clientKey,
  ];

  const mistakes: readonly [string, () => readonly string[], RegExp][] = [
    ['plain to a TLS port', () => [seedOf(encrypted())], /only one of the two speaks TLS \(ECONNRESET\)/],
    [
      'TLS to a plain port',
      () => [`rediss://${seedOf(plain())}`, ...trusted()],
      // What a server makes of a greeting that it takes for a command depends on the random bytes in it.
      /no reply within 500 ms|only one of the two speaks TLS|this port does not speak TLS/,
    ],
    ['an authority nobody knows', () => [`rediss://${seedOf(encrypted())}`], /an authority that is not trusted here/],
    ['no client certificate', () => [`rediss://${seedOf(encrypted())}`, ...trusted()], /asks for a client certificate/],
    [
      'a certificate for another name',
      () => [`rediss://${seedOf(encrypted())}`, ...known(), '--sni', 'other.example.net'],
      /the certificate is for another name/,
    ],
    [
      "a key that is not the certificate's",
      () => [
        `rediss://${seedOf(encrypted())}`,
        ...trusted(),
        '--cert',
        certificates().clientCert,
        '--key',
        certificates().serverKey,
      ],
      /the certificate and the key do not belong together/,
    ],
  ];

  test.each(mistakes)(
    '%s is said in words, with exit code 2',
    async (_, words, reason) => {
      const told = await tell(['audit', ...words(), ...patience]);
      expect(told).toMatchObject({ code: 2, stdout: '' });
      expect(told.stderr).toMatch(/^redis-auditor: no node could be reached\n {2}127\.0\.0\.1:\d+: /);
      expect(told.stderr).toMatch(reason);
    },
    clusterTestTimeoutMs,
  );

  test('with everything in place every node is read, and nobody stays connected', async () => {
    const { result } = await tellJson(['audit', `rediss://${seedOf(encrypted())}`, ...known()]);
    expect(result.nodes.map(partsUnread)).toEqual([{}, {}, {}]);
    await untilNobodyIsConnected(encrypted());
    await untilNobodyIsConnected(plain());
  });

  test('a certificate file that is not there ends it before anybody is asked', async () => {
    const told = await tell(['audit', `rediss://${seedOf(encrypted())}`, '--cacert', '/nowhere/ca.crt']);
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toBe('redis-auditor: --cacert: /nowhere/ca.crt cannot be read (ENOENT)\nName a PEM file\n');
  });
});

test('a bad configuration ends with 2 and all of its problems in one message', async () => {
  await withStore(async (directory) => {
    const file = join(directory, 'cluster.txt');
    await writeFile(
      file,
      'cluster: {id: "a b", seeds: ["h"]}\npolicy: {minReplica: 2}\nrules: {aof/of: {off: x}}\nspeed: 1\n',
    );
    const told = await tell(['audit', '127.0.0.1:1', '--config', file]);
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toMatch(/^redis-auditor: \S+ has 5 problems:\n/);
    for (const [line, place] of [
      [1, 'cluster.id'],
      [1, 'cluster.seeds[0]'],
      [2, 'policy.minReplica'],
      [3, 'rules.aof/of'],
      [4, 'speed'],
    ]) {
      expect(told.stderr).toContain(`${file}:${line}: ${place}: `);
    }
  });
});
