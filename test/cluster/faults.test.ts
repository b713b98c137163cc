import { appendFile, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { fillCluster } from '../../lib/demo/fill.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster, waitUntil } from '../harness/cluster.ts';
import { countedBy, growth } from '../harness/command-counts.ts';
import { auditorUser, filesIn, tell, tellJson, withStore } from '../harness/command-line.ts';
import {
  type OddServer,
  startClosingServer,
  startGarbageServer,
  startHttpServer,
  startSilentServer,
} from '../harness/odd-servers.ts';
import { connectRaw, encode } from '../harness/raw-client.ts';
import { type Fault, notStalls, patience, playFaults, unreadParts } from './fault.ts';
import { infoField, on, untilInfo, untilViewsClear } from './scenario.ts';

const node = (cluster: LocalCluster, index: number): LocalNode => nodeAt(cluster.nodes, index);

/** Starts a node again with lines added to its configuration. */
async function restartWith(target: LocalNode, ...lines: readonly string[]): Promise<void> {
  await copyFile(target.configFile, `${target.configFile}.before`);
  await target.stop();
  await appendFile(target.configFile, `${lines.join('\n')}\n`);
  await target.start();
}

/** Starts it again as it was. */
async function restartAsBefore(cluster: LocalCluster, target: LocalNode): Promise<void> {
  await target.kill();
  await copyFile(`${target.configFile}.before`, target.configFile);
  await target.start();
  await untilLinked(cluster, target);
}

/** A replica is back in its place, and everybody has noticed. */
async function untilLinked(cluster: LocalCluster, replica: LocalNode): Promise<void> {
  await untilInfo(replica, 'master_link_status', (value) => value === 'up');
  await untilViewsClear(cluster);
}

async function untilAnswering(target: LocalNode, wanted: RegExp): Promise<void> {
  const what = `${target.address} to answer ${wanted}`;
  const answers = async () => wanted.test(String((await target.sendAll([['PING']], 500))[0]));
  await waitUntil(answers, { timeoutMs: 60_000, what, everyMs: 20 });
}

const auditorsLine = await auditorUser('audits');

const faults: readonly Fault[] = [
  {
    name: 'a node that is dead',
    deed: (cluster) => node(cluster, 3).kill(),
    undo: async (cluster) => {
      await node(cluster, 3).start();
      await untilLinked(cluster, node(cluster, 3));
    },
    unread: { 3: { '*': 'connect-refused' } },
    want: ['topology/node-unreachable @ 3'],
    text: ['ADDRESS (replica): no connection', 'no reply in 3 attempts of 500 ms each: no connection'],
  },
  {
    name: 'a node that accepts connections and never answers',
    deed: async (cluster) => node(cluster, 4).freeze(),
    undo: async (cluster) => {
      node(cluster, 4).resume();
      await untilAnswering(node(cluster, 4), /PONG/);
      await untilLinked(cluster, node(cluster, 4));
    },
    unread: { 4: { '*': 'timeout' } },
    want: ['topology/node-unreachable @ 4'],
    text: ['ADDRESS (replica): no reply in time', 'no reply in 3 attempts of 500 ms each: silence'],
  },
  {
    name: 'a node that has all the clients it takes',
    deed: async (cluster) => {
      admitted = await connectRaw(node(cluster, 5));
      await node(cluster, 5).send('CONFIG', 'SET', 'maxclients', 1);
    },
    undo: async (cluster) => {
      const login = ['AUTH', 'operates'];
      admitted?.write(encode([login, ['CONFIG', 'SET', 'maxclients', 10_000]]));
      await untilAnswering(node(cluster, 5), /PONG/);
      admitted?.destroy();
    },
    unread: { 5: { '*': 'connect-refused' } },
    want: ['topology/node-unreachable @ 5'],
    text: [
      'ADDRESS (replica): no connection',
      'no reply in 3 attempts of 500 ms each: the server has as many clients as maxclients allows',
    ],
  },
  {
    name: 'a node with another password',
    deed: (cluster) => node(cluster, 1).send('ACL', 'SETUSER', 'auditor', 'resetpass', '>another'),
    undo: (cluster) => node(cluster, 1).send('ACL', 'SETUSER', 'auditor', 'resetpass', '>audits'),
    unread: { 1: { '*': 'auth' } },
    want: ['auditor/login-refused @ 1'],
    text: ['ADDRESS (primary): the login was refused', 'the login is refused: WRONGPASS'],
  },
  {
    name: 'a node where the user lacks a permission',
    deed: (cluster) => node(cluster, 2).send('ACL', 'SETUSER', 'auditor', '-config|get'),
    undo: (cluster) => node(cluster, 2).send('ACL', 'SETUSER', 'auditor', '+config|get'),
    unread: { 2: { config: 'no-permission' } },
    // The right is missing on this node alone.
    want: ['auditor/permission-missing @ 2', 'security/acl-differs-between-nodes'],
    text: [
      "CONFIG GET on ADDRESS: not permitted to the auditor's user",
      '23 needed facts are refused for want of +config|get',
    ],
  },
  {
    name: 'a node whose CONFIG is renamed away',
    deed: (cluster) => restartWith(node(cluster, 4), 'rename-command CONFIG ""'),
    undo: (cluster) => restartAsBefore(cluster, node(cluster, 4)),
    unread: { 4: { config: 'unsupported' } },
    want: [],
    text: ['CONFIG GET on ADDRESS: not available on this server', 'no such command, or it was renamed'],
  },
  {
    name: 'a node whose SLOWLOG is renamed away',
    deed: (cluster) => restartWith(node(cluster, 5), 'rename-command SLOWLOG hidden'),
    undo: (cluster) => restartAsBefore(cluster, node(cluster, 5)),
    unread: { 5: { slowlog: 'unsupported' } },
    want: [],
    text: ['SLOWLOG on ADDRESS: not available on this server', 'no such command, or it was renamed'],
  },
  {
    name: 'a node that a script holds',
    deed: async (cluster) => {
      // It never returns: SCRIPT KILL ends it.
      void node(cluster, 2)
        .send('EVAL', 'while true do end', '0')
        .catch(() => undefined);
      await untilAnswering(node(cluster, 2), /BUSY/);
    },
    undo: async (cluster) => {
      await node(cluster, 2).send('SCRIPT', 'KILL');
      await untilAnswering(node(cluster, 2), /PONG/);
      await untilViewsClear(cluster);
    },
    unread: { 2: { '*': 'busy', connection: 'ok' } },
    want: ['commands/script-busy @ 2'],
    text: ['ADDRESS (primary): a script or function is blocking the node', 'it answers BUSY now'],
  },
  {
    name: 'a node that loads its dataset',
    deed: async (cluster) => {
      await saveMuch(node(cluster, 0), node(cluster, 3));
      // 20 ms for each key, and clients are heard in between.
      const slowly = ['key-load-delay 20000', 'loading-process-events-interval-bytes 1024'];
      loaded = restartWith(node(cluster, 3), ...slowly);
      loaded.catch(() => undefined);
      await untilAnswering(node(cluster, 3), /LOADING/);
    },
    undo: async (cluster) => {
      await node(cluster, 3).send('CONFIG', 'SET', 'key-load-delay', '0');
      await loaded;
      await restartAsBefore(cluster, node(cluster, 3));
    },
    unread: { 3: { ping: 'loading', clusterInfo: 'loading', nodes: 'loading', resolvedName: 'loading' } },
    want: ['topology/node-loading @ 3'],
    text: ['CLUSTER NODES on ADDRESS: the node is still loading its dataset'],
  },
  {
    name: 'half of the nodes silent, and a deadline before their patience ends',
    deed: async (cluster) => {
      for (const index of [3, 4, 5]) node(cluster, index).freeze();
    },
    undo: async (cluster) => {
      for (const index of [3, 4, 5]) node(cluster, index).resume();
      for (const index of [3, 4, 5]) await untilLinked(cluster, node(cluster, index));
    },
    options: ['--timeout', '5s', '--deadline', '3s'],
    unread: { 3: { '*': 'not-attempted' }, 4: { '*': 'not-attempted' }, 5: { '*': 'not-attempted' } },
    want: on('auditor/coverage-partial', 3, 4, 5),
    text: ['ADDRESS (replica)', 'not asked in this audit', 'the deadline of the audit came before the answer'],
  },
];

let loaded: Promise<void> = Promise.resolve();

/** A client that was there before its node took no more. */
let admitted: Socket | undefined;

/** Gives a replica a dump that takes a while to load. */
async function saveMuch(primary: LocalNode, replica: LocalNode): Promise<void> {
  await primary.sendAll(Array.from({ length: 2000 }, (_, index) => ['SET', `much:${index}`, 'x'.repeat(2000)]));
  const offset = await infoField(primary, 'master_repl_offset');
  await untilInfo(replica, 'master_repl_offset', (value) => Number(value) >= Number(offset));
  await replica.send('BGREWRITEAOF');
  await untilInfo(replica, 'aof_rewrite_in_progress', (value) => value === '0');
}

describe('one node of a healthy cluster', () => {
  const cluster = useCluster({
    // No node takes another's place while one is held back.
    nodeTimeoutMs: 20_000,
    usersAcl: `user default on >operates ~* &* +@all\n${auditorsLine}`,
    login: { password: 'operates' },
    config: ['masterauth operates', 'busy-reply-threshold 100', 'rdbcompression no'],
  });
  const url = (): string => `redis://auditor:audits@${node(cluster(), 0).address}`;
  beforeAll(() => fillCluster(cluster(), 600), clusterTestTimeoutMs);

  playFaults(faults, cluster, url);

  describe('a seed that is none, beside one that is', () => {
    test.each<[string, () => Promise<OddServer>, string]>([
      ['a web server', startHttpServer, 'unparsable'],
      ['something that talks nonsense', startGarbageServer, 'unparsable'],
      ['something that says nothing', startSilentServer, 'timeout'],
      ['something that hangs up at once', startClosingServer, 'connect-refused'],
    ])('%s hides no node', async (_, start, reason) => {
      const odd = await start();
      try {
        const { code, result } = await tellJson(['audit', `redis://auditor:audits@${odd.address}`, url(), ...patience]);
        expect({ code, alarms: notStalls(result, cluster()) }).toEqual({
          code: 1,
          alarms: ['auditor/policy-outdated', `topology/node-unreachable @ ${odd.address}`],
        });
        expect(result.nodes).toHaveLength(7);
        const unread = unreadParts(result, cluster());
        expect(Object.keys(unread)).toEqual([odd.address]);
        expect(new Set(Object.values(unread[odd.address] ?? {}))).toEqual(new Set([reason]));
      } finally {
        await odd.close();
      }
    });
  });

  describe('a login that no node accepts', () => {
    const wrong = (): string => url().replace('audits', 'guesses');

    // Nothing could be audited, hence 2; yet the cluster is up, so it is told like any fault and fires an alert.
    test('is a critical finding, ends with 2, and is kept', async () => {
      await withStore(async (directory) => {
        const { code, result } = await tellJson(['audit', wrong(), ...patience, '--store', directory]);
        expect({ code, alarms: notStalls(result, cluster()) }).toEqual({
          code: 2,
          alarms: [`auditor/login-refused @ ${node(cluster(), 0).address}`],
        });
        expect(result.notifications.map(({ deliveries }) => deliveries)).toEqual([
          [{ sink: 'outbox', status: 'delivered' }],
        ]);
        const page = await tell(['audit', wrong(), ...patience]);
        expect(page).toMatchObject({ code: 2, stdout: expect.stringContaining('the login is refused: WRONGPASS') });
      });
    });

    test('in a cluster that is known is told of every node, under its own name', async () => {
      await withStore(async (directory) => {
        const words = [...patience, '--store', directory];
        expect((await tell(['audit', url(), ...words])).code).toBeLessThan(2);
        const { code, result } = await tellJson(['audit', wrong(), ...words]);
        expect({ code, alarms: notStalls(result, cluster()) }).toEqual({
          code: 2,
          alarms: on('auditor/login-refused', 0, 1, 2, 3, 4, 5),
        });
        expect(result.nodes.map(({ nodeId }) => nodeId).sort()).toEqual(
          cluster()
            .nodes.map(({ nodeId }) => nodeId)
            .sort(),
        );
      });
    });

    test('where none was given says that one is wanted', async () => {
      const page = await tell(['audit', node(cluster(), 0).address, ...patience]);
      expect(page).toMatchObject({ code: 2, stdout: expect.stringContaining('the login is refused: NOAUTH') });
    });
  });

  describe('a store that cannot be used ends the audit before any node is asked', () => {
    test('a file where the directory should be', async () => {
      await withStore(async (directory) => {
        const file = join(directory, 'notes.txt');
        await writeFile(file, 'mine');
        const told = await tell(['audit', url(), '--store', file]);
        expect(told).toMatchObject({ code: 2, stdout: '' });
        expect(told.stderr).toMatch(/^redis-auditor: cannot read \S+ \(ENOTDIR\)\nCheck that the directory exists/);
        expect(await readFile(file, 'utf8')).toBe('mine');
      });
    });

    test.each([
      ['damaged', 'alerts', '{"schemaVersion":1,"al', 'is damaged\nMove the file away'],
      ['damaged', 'cursors', '{"schemaVersion":1}', 'is damaged\nMove the file away'],
      ['damaged', 'alerts', '[]', 'is damaged\nMove the file away'],
      [
        'of a newer version',
        'alerts',
        '{"schemaVersion":99}',
        'newer version (schema 99, known is 1)\nUpdate the auditor',
      ],
      [
        'of a newer version',
        'cursors',
        '{"schemaVersion":99}',
        'newer version (schema 99, known is 1)\nUpdate the auditor',
      ],
    ])('%s: %s.json', async (_, name, content, words) => {
      const directory = await mkdtemp(join(tmpdir(), 'audit-store-'));
      try {
        expect((await tell(['audit', url(), '--store', directory])).code).toBeLessThan(2);
        const before = filesIn(directory);
        const state = before.find((file) => file.endsWith(`${name}.json`)) ?? '';
        await writeFile(state, content);
        const counted = await countedBy(node(cluster(), 0));
        const told = await tell(['audit', url(), '--store', directory]);
        expect(told).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
        expect(told.stderr).toContain(`${name}.json in ${directory}`);
        expect(growth([counted], [await countedBy(node(cluster(), 0))])).not.toHaveProperty('slowlog|get');
        expect({ files: filesIn(directory), state: await readFile(state, 'utf8') }).toEqual({
          files: before,
          state: content,
        });
        await rm(state);
        expect((await tell(['audit', url(), '--store', directory])).code).toBeLessThan(2);
      } finally {
        await rm(directory, { recursive: true });
      }
    });
  });
});
