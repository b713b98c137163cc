import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { auditKinds } from '../../lib/core/facts.ts';
import { commandsSent, newerCommands } from '../../lib/core/questions.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { type EngineVersion, isAtLeast } from '../../lib/core/version.ts';
import { holdWithScript } from '../../lib/demo/faults.ts';
import { fillCluster } from '../../lib/demo/fill.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { alarms } from '../harness/audits.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';
import { commandOf, countedBy, growth, tally, without } from '../harness/command-counts.ts';
import {
  auditorUser,
  hasCommand,
  partsUnread,
  tell,
  tellJson,
  untilNobodyIsConnected,
  userFor,
  withStore,
} from '../harness/command-line.ts';
import { type OddServer, startListeningProxy } from '../harness/odd-servers.ts';
import { availableServers, testServer } from '../harness/servers.ts';
import { stalls } from './scenario.ts';

/** As the documentation has it: everybody has what they need, and nobody can log in as `default`. */
const usersAcl = [
  'user default off ~* &* +@all',
  'user admin on >administers ~* &* +@all',
  'user replica on >replicates -@all +psync +replconf +ping',
  'user app on >uses ~* &* +@all -@admin -@dangerous +info',
  'user saver on >saves -@all +role +bgsave +info',
  await auditorUser('audits'),
].join('\n');

const cluster = useCluster({
  usersAcl: `${usersAcl}\n`,
  config: ['masteruser replica', 'masterauth replicates'],
  login: { username: 'admin', password: 'administers' },
});

const { version } = await testServer();

/** Whether a server has a command of the list. */
const isKnown = (command: string, of: EngineVersion): boolean =>
  newerCommands[command] === undefined || hasCommand(command, of);

const url = (node: LocalNode): string => `redis://auditor:audits@${node.address}`;
const seed = (): string => url(nodeAt(cluster().nodes, 0));
const onEach = <T>(ask: (node: LocalNode) => Promise<T>): Promise<readonly T[]> =>
  Promise.all(cluster().nodes.map(ask));

const kinds = auditKinds.map((kind): [string, (from: string) => readonly string[]] => [
  `audit --audit ${kind}`,
  (from) => ['audit', from, '--audit', kind],
]);
const everyQuestion: readonly [string, (from: string) => readonly string[]][] = [
  ...kinds,
  ['rpo', (from) => ['rpo', from]],
  ['latency', (from) => ['latency', from, '--for', '400ms', '--interval', '300ms']],
];

describe('the user that `redis-auditor acl` makes', () => {
  test('is enough: everything is read, nothing is refused, nothing is wrong', async () => {
    await fillCluster(cluster(), 600);
    await onEach((node) => node.send('ACL', 'LOG', 'RESET'));
    const { code, result } = await tellJson(['audit', seed()]);
    expect(alarms(result, cluster()).filter((alarm) => !stalls.includes(alarm.split(' ')[0] ?? ''))).toEqual([]);
    expect(code).toBe(alarms(result, cluster()).length === 0 ? 0 : 1);
    expect(result.nodes.map(partsUnread)).toEqual(cluster().nodes.map(() => ({})));
    for (const [, words] of everyQuestion) expect((await tell(words(seed()))).code).toBeLessThan(2);
    await withLatencyEvents(async () => {
      const afterEvents = await tellJson(['audit', seed()]);
      for (const node of afterEvents.result.nodes)
        expect({ unread: partsUnread(node), doctor: node.facts.latencyDoctor }).toEqual({ unread: {}, doctor: 'ok' });
    });
    expect(await onEach((node) => node.send('ACL', 'LOG'))).toEqual(cluster().nodes.map(() => []));
    for (const errors of await onEach((node) => node.send('INFO', 'errorstats')))
      expect(errors).not.toContain('NOPERM');
    await untilNobodyIsConnected(cluster());
  });

  test('lacks a permission: the finding names the rule to add, and the rest is read', async () => {
    await onEach((node) => node.send('ACL', 'SETUSER', 'auditor', '-latency|latest'));
    const { code, result } = await tellJson(['audit', seed()]);
    await onEach((node) => node.send('ACL', 'SETUSER', 'auditor', '+latency|latest'));
    const lacking = result.findings.filter(
      ({ rule, status }) => rule === 'auditor/permission-missing' && status === 'fail',
    );
    expect({ code, nodes: lacking.map(({ resource }) => resource.address) }).toEqual({
      code: 1,
      nodes: cluster().nodes.map((node) => node.address),
    });
    for (const { message } of lacking) expect(message).toContain('+latency|latest');
    expect(result.nodes.map(partsUnread)).toEqual(cluster().nodes.map(() => ({ latency: 'no-permission' })));
  });
});

/** Lets the latency monitor of each node have seen something, so that its history and its doctor are worth asking. */
async function withLatencyEvents(work: () => Promise<unknown>): Promise<void> {
  await onEach((node) => node.send('CONFIG', 'SET', 'latency-monitor-threshold', '1'));
  await onEach((node) => holdWithScript(node, 5));
  await work();
  await onEach((node) => node.send('CONFIG', 'SET', 'latency-monitor-threshold', '100'));
}

describe('what arrives at the nodes', () => {
  let heard: string[] = [];
  let proxies: readonly OddServer[] = [];
  beforeAll(async () => {
    const hear = (words: readonly string[]): void => void heard.push(commandOf(words));
    proxies = await Promise.all(cluster().nodes.map((node) => startListeningProxy(node, hear)));
  }, clusterTestTimeoutMs);
  afterAll(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
  });

  const overProxies = (): readonly string[] =>
    cluster().nodes.flatMap((node, index) => ['--nat', `${node.address}=${proxies[index]?.address}`]);

  test.each(everyQuestion)(
    'of `%s` is on the list, by what was heard and by what the servers counted',
    async (_, words) => {
      heard = [];
      const before = await onEach(countedBy);
      await tell([...words(seed()), ...overProxies()]);
      const counted = growth(before, await onEach(countedBy));
      expect(commandsSent).toEqual(expect.arrayContaining([...new Set(heard)]));
      const byMeasuring = cluster().nodes.flatMap(() => ['auth', 'info']);
      // Primaries send PING to their replicas, and replicas acknowledge with REPLCONF.
      const ofTheServers = ['ping', 'replconf'];
      expect(without(counted, ...ofTheServers)).toEqual(without(tally([...heard, ...byMeasuring]), ...ofTheServers));
    },
  );

  test('of a full audit is all of the list: nothing is on it without need', async () => {
    heard = [];
    await withLatencyEvents(() => tell(['audit', seed(), ...overProxies()]));
    expect([...new Set(heard)].sort()).toEqual(commandsSent.filter((each) => isKnown(each, version)).sort());
  });

  test.each([
    ['acl.', 'acl|list', []],
    ['cluster.info.', 'cluster|info', []],
    // A list of clients is then worth asking for only where much waits for one of them.
    ['config.', 'config|get', ['client|list']],
  ])(
    'without the rules that read %s is shorter by %s, and so is the user; nothing else is missing',
    async (facts, gone, unasked) => {
      await withStore(async (directory) => {
        const file = join(directory, 'cluster.txt');
        writeFileSync(file, withoutRulesOf(facts));
        heard = [];
        const { stdout } = await tell(['acl', '--config', file]);
        await withLatencyEvents(() => tell(['audit', seed(), '--config', file, ...overProxies()]));
        const named = Array.from(stdout.matchAll(/\+(\S+)/g), ([, command]) => command ?? '');
        const allowed = named.filter((command) => hasCommand(command, version));
        expect(allowed).not.toContain(gone);
        expect([...new Set([...heard, ...unasked])].sort()).toEqual(['auth', ...allowed].sort());
      });
    },
  );
});

/** Switches off every rule that reads facts of a name that begins so. */
function withoutRulesOf(facts: string): string {
  const reading = rules.filter(({ needs, deltas, previous, optional }) =>
    [...needs, ...deltas, ...previous, ...optional].some((fact) => fact.startsWith(facts)),
  );
  return `rules:\n${reading.map(({ id }) => `  ${id}: {off: not looked at here}\n`).join('')}`;
}

const servers = (await availableServers()).filter(({ version }) => isAtLeast(version, 7, 0));

describe.each(servers)('on $label ($version.engine $version.text)', ({ path, version: its }) => {
  const known = commandsSent.filter((command) => isKnown(command, its));
  const single = useCluster({ server: path, mode: 'plain', replicasPerPrimary: 0 });
  const ask = (...command: readonly [string, ...string[]]) => nodeAt(single().nodes, 0).send(...command);

  test('no command of the list writes, touches a key, blocks, or grows with their number', async () => {
    const told = (await ask('COMMAND', 'INFO', ...known)) as readonly CommandInfo[];
    expect(told.map(([name]) => name)).toEqual(known);
    for (const [name, , flags, firstKey, , , categories, , keySpecs] of told) {
      expect({ name, firstKey, keySpecs }).toEqual({ name, firstKey: 0, keySpecs: [] });
      const harmful = /write|keyspace|@read|blocking|scripting|movablekeys|pubsub/;
      expect([...flags, ...categories].filter((word) => harmful.test(word))).toEqual([]);
    }
    const docs = JSON.stringify(await ask('COMMAND', 'DOCS', ...known));
    expect(docs.match(/"complexity","[^"]*"/g)?.filter((text) => /\bkeys?\b/.test(text))).toEqual([]);
  });

  test('the user may run these, what every connection may, and nothing else', async () => {
    await ask('ACL', 'SETUSER', ...((await userFor('audit', 'audits', its)).trim().split(' ').slice(1) as [string]));
    const all = (await ask('COMMAND')) as readonly CommandInfo[];
    const leaves = all.flatMap((command) => (command[9].length > 0 ? command[9] : [command]));
    expect(leaves.length).toBeGreaterThan(300);
    const tries = leaves.map(([name, arity]) => {
      const words = name.split('|');
      return [
        'ACL',
        'DRYRUN',
        'auditor',
        ...words,
        ...Array.from({ length: Math.abs(arity) - words.length }, () => 'x'),
      ];
    });
    const verdicts = await nodeAt(single().nodes, 0).sendAll(tries);
    const allowed = leaves.flatMap(([name], index) => (verdicts[index] === 'OK' ? [name] : []));
    expect(allowed.sort()).toEqual([...known, 'hello', 'quit', 'reset'].sort());
  });
});

/** An entry of COMMAND. */
type CommandInfo = readonly [
  name: string,
  arity: number,
  flags: readonly string[],
  firstKey: number,
  lastKey: number,
  step: number,
  categories: readonly string[],
  tips: readonly string[],
  keySpecs: readonly unknown[],
  subcommands: readonly CommandInfo[],
];
