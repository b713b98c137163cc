import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Command } from '../../lib/demo/connection.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { run } from '../cli/fake-io.ts';
import { auditor } from '../harness/audits.ts';
import { clusterTestTimeoutMs, nodeAt, startTestCluster } from '../harness/cluster.ts';
import { filesIn } from '../harness/command-line.ts';
import { plantSecrets } from '../harness/planted-secrets.ts';
import { availableServers } from '../harness/servers.ts';

/** The system's server, the oldest one, which logs passwords in clear, and one that names users in its errors. */
const servers = (await availableServers()).filter(({ label }) => ['system', 'redis60', 'valkey9'].includes(label));

const program = fileURLToPath(new URL('../../bin/redis-auditor.ts', import.meta.url));

/** A name that clients give themselves is shown: without it nobody would know whose commands are slow. */
const shownName = 'billing-worker';

describe.each(servers)('planted in $label ($version.text)', ({ path }) => {
  const { secret, leaksIn, names } = plantSecrets();
  let cluster: LocalCluster;
  let directory = '';

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'audit-secrets-'));
    const [user, password] = [secret('own user'), secret('own password')];
    cluster = await startTestCluster({
      server: path,
      primaries: 1,
      usersAcl: `user default on >operates ~* +@all\nuser ${user} on #${sha256(password)} ~* +@all\n`,
      login: { password: 'operates' },
      config: ['masterauth operates'],
      nodeConfig: { 0: [`rename-command LOLWUT ${secret('renamed command')}`] },
    });
    for (const node of cluster.nodes) await node.send('CONFIG', 'SET', 'slowlog-log-slower-than', '0');
    for (const node of cluster.nodes) await node.send('CONFIG', 'SET', 'latency-monitor-threshold', '1');
    await nodeAt(cluster.nodes, 0).sendAll(everythingPlanted());
    for (const node of cluster.nodes) await node.send('DEBUG', 'SLEEP', '0.01');
    await nodeAt(cluster.nodes, 1).send('ACL', 'SETUSER', user, '-config');
  }, clusterTestTimeoutMs);
  afterAll(async () => {
    await cluster?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const address = (): string => nodeAt(cluster.nodes, 0).address;
  const encoded = (name: string): string => encodeURIComponent(secret(name));
  const login = (): string => `${encoded('own user')}:${encoded('own password')}`;

  /** Commands as careless clients and operators send them; many fail, and are logged all the same. */
  function everythingPlanted(): readonly Command[] {
    const key = secret('key');
    const script = `local a = '${secret('script')}' return ARGV[1]`;
    return [
      ['CLIENT', 'SETNAME', shownName],
      ['SET', key, secret('value')],
      ['SET', `user:${key}`, secret('value'), 'EX', '1000'],
      ['SET', `{${key}}:1`, secret('value')],
      ['MSET', `{t}${key}`, secret('value'), `{t}${key}2`, secret('other value')],
      ['HSET', `cart:${key}`, secret('field'), secret('value')],
      ['HMGET', `cart:${key}`, secret('field')],
      ['RPUSH', `list:${key}`, secret('value')],
      ['ZADD', `board:${key}`, '1', secret('member')],
      ['PUBLISH', secret('channel'), secret('message')],
      ['EVAL', script, '1', key, secret('script argument')],
      ['EVAL', `return redis.error_reply('${secret('error word').toUpperCase()} oops')`, '0'],
      ['SCRIPT', 'LOAD', script],
      [
        'FUNCTION',
        'LOAD',
        `#!lua name=lib\nredis.register_function('f', function() return '${secret('function')}' end)`,
      ],
      ['AUTH', secret('guessed user'), secret('guessed password')],
      ['ACL', 'SETUSER', secret('other user'), 'on', `>${secret('user password')}`, `~${secret('key pattern')}:*`],
      ['ACL', 'SETUSER', secret('other user'), `<${secret('user password')}`],
      ['ACL', 'GETUSER', secret('other user')],
      ['CONFIG', 'SET', 'masterauth', secret('replication password')],
      ['CONFIG', 'SET', 'masteruser', secret('replication user')],
      ['CONFIG', 'SET', 'requirepas', secret('mistyped password')],
      ['CONFIG', 'SET', secret('directive'), '1'],
      ['MIGRATE', '127.0.0.1', '1', '', '0', '10', 'AUTH', secret('migration password'), 'KEYS', key],
      ['MIGRATE', '127.0.0.1', '1', key, '0', '10', 'AUTH2', secret('migration user'), secret('migration password')],
      ['CLUSTER', secret('subcommand')],
      [secret('renamed command')],
      ['CONFIG', 'SET', 'masterauth', 'operates'],
      ['CONFIG', 'SET', 'masteruser', ''],
    ];
  }

  /**
   * Runs a command line, and once more with the switch that shows where a fault is.
   *
   * @returns where it let a secret out
   */
  async function look(
    words: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<readonly string[]> {
    const leaks: string[] = [];
    for (const debug of [{}, { REDIS_AUDITOR_DEBUG: '1' }]) {
      const io = { now: () => Date.now(), env: { ...env, ...debug }, stderrIsTty: true };
      const { code, stdout, stderr } = await run(words, io);
      expect([words[0], code]).not.toEqual([words[0], 130]);
      leaks.push(...leaksIn(`stdout (${code})`, stdout), ...leaksIn(`stderr (${code})`, stderr));
    }
    return leaks;
  }

  const quick = ['--timeout', '300ms'];
  const url = (): string => `redis://${login()}@${address()}`;
  const store = (): readonly string[] => ['--store', join(directory, 'store')];
  const fromEnvironment = (name: string) => ({ REDISCLI_AUTH: secret(name) });

  type CommandLine = () => readonly string[];

  test.each<[string, CommandLine, string]>([
    ...['text', 'json', 'markdown', 'junit'].map((format): [string, CommandLine, string] => [
      `told as ${format}`,
      () => ['audit', url(), '--format', format, ...store()],
      '',
    ]),
    ['of the slow log', () => ['audit', url(), '--audit', 'slowlog', ...store()], ''],
    ['of latency', () => ['audit', url(), '--audit', 'latency', ...store()], ''],
    ['with REDISCLI_AUTH', () => ['audit', `redis://${encoded('own user')}@${address()}`], 'own password'],
    ['with --user', () => ['audit', address(), '--user', secret('own user')], 'own password'],
  ])('does not come out of an audit %s', async (_, words, password) => {
    expect(await look(words(), password === '' ? {} : fromEnvironment(password))).toEqual([]);
  });

  test.each(['text', 'json'])('does not come out of latency told as %s', async (format) => {
    expect(await look(['rpo', url(), '--once', '--format', format])).toEqual([]);
    expect(await look(['latency', url(), '--for', '100ms', '--interval', '110ms', '--format', format])).toEqual([]);
  });

  test.each<[string, CommandLine, string]>([
    ['nobody to reach', () => ['audit', `redis://${login()}@127.0.0.1:1`], ''],
    [
      'a wrong password',
      () => ['audit', `redis://${encoded('own user')}:${encoded('wrong password')}@${address()}`],
      '',
    ],
    ['a wrong user', () => ['audit', `redis://${encoded('wrong user')}:${encoded('wrong password')}@${address()}`], ''],
    ['a wrong password in REDISCLI_AUTH', () => ['audit', address()], 'wrong password'],
    ['TLS to a plain port', () => ['audit', `rediss://${login()}@${address()}`], ''],
    ['a file where the store should be', () => ['audit', url(), '--store', join(directory, 'cluster.yaml')], ''],
    ['a damaged configuration', () => ['audit', url(), '--config', join(directory, 'cluster.yaml')], ''],
  ])('does not come out of an audit that fails: %s', async (_, words, password) => {
    await writeFile(join(directory, 'cluster.yaml'), damagedConfig());
    const env = password === '' ? {} : fromEnvironment(password);
    expect(await look([...words(), ...quick], env)).toEqual([]);
  });

  /** A file with all that does not belong there. */
  function damagedConfig(): string {
    const password = secret('password in a file').replaceAll('"', '');
    return [
      'cluster:',
      '  id: test',
      `  password: '${password}'`,
      `  seeds: ['redis://${encoded('own user')}:${password}@127.0.0.1:1']`,
      `  natMap: {'redis://:${password}@127.0.0.1:1': '127.0.0.1:2'}`,
      '',
    ].join('\n');
  }

  test.each([
    ['the command forgotten', () => [`redis://${login()}@h`]],
    ['a path', () => ['audit', `redis://${login()}@h:1/9`]],
    ['another scheme', () => ['audit', `http://${login()}@h:1`]],
    ['a wrong escape', () => ['audit', `redis://:%zz${secret('own password')}@h:1`]],
    ['two logins', () => ['audit', `redis://${login()}@h:1`, `redis://:${encoded('wrong password')}@h:2`]],
    ['an address map', () => ['audit', 'h', '--nat', `redis://${login()}@h:1=h:2`]],
    ['a time', () => ['audit', 'h', '--timeout', `redis://${login()}@h:1`]],
    ['a format', () => ['audit', 'h', '--format', `redis://${login()}@h:1`]],
    ['a configuration', () => ['audit', 'h', '--config', `redis://${login()}@h:1`]],
    ['a file to check', () => ['config', 'check', `redis://${login()}@h:1`]],
    ['something to explain', () => ['explain', `redis://${login()}@h:1`]],
    ['a rule', () => ['rules', 'explain', `redis://${login()}@h:1`]],
    ['a slow command to explain', () => ['explain', `SET user:${secret('key')} ${secret('value')}`]],
    ['a login to explain', () => ['explain', `AUTH ${secret('own user')} ${secret('own password')}`]],
  ])('does not come out of a command line with a mistake: %s', async (_, words) => {
    expect(await look(words())).toEqual([]);
  });

  test.each([
    ['an alias', '*'],
    ['a tag', '!'],
    ['a quoted text without an end', '"'],
    ['an escape', '"\\U'],
    ['a block', '|'],
    ['a reserved character', '@'],
    ['a comment', 'x #'],
  ])('does not come out of YAML in which it looks like %s', async (_, before) => {
    const file = join(directory, 'syntax.yaml');
    await writeFile(file, `cluster:\n  password: ${before}${secret('key').slice(1)}\n`);
    expect(await look(['config', 'check', file])).toEqual([]);
  });

  test('does not come out of the program itself', () => {
    const wrong = `redis://${encoded('own user')}:${encoded('wrong password')}@${address()}`;
    const env = { PATH: process.env.PATH, REDIS_AUDITOR_DEBUG: '1', REDISCLI_AUTH: secret('own password') };
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'audit', wrong, ...quick], { env });
    expect(status).toBe(2);
    expect([...leaksIn('stdout', stdout.toString()), ...leaksIn('stderr', stderr.toString())]).toEqual([]);
  });

  test('is in no error, and in nothing that an error holds', async () => {
    const connection = { username: secret('own user'), password: secret('wrong password') };
    const failures = [{ seeds: ['127.0.0.1:1'] }, { seeds: [address()], directory: join(directory, 'cluster.yaml') }];
    for (const settings of failures) {
      const error: unknown = await auditor(cluster, { ...settings, connection })
        .audit(new AbortController().signal)
        .catch((reason: unknown) => reason);
      expect(error).toHaveProperty('hint');
      expect(leaksIn('an error', inspect(error, { depth: null, showHidden: true }))).toEqual([]);
    }
  });

  test('is in no byte of the store, where the slow log is kept', async () => {
    const files = filesIn(join(directory, 'store'));
    let text = '';
    for (const file of files) {
      const bytes = await readFile(file);
      text += file + (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    }
    expect(leaksIn('the store', text)).toEqual([]);
    // What was planted did get there, as shapes.
    expect(shapesOfThePlanted.filter((shape) => !text.includes(JSON.stringify(shape)))).toEqual([]);
    expect(text.includes(shownName)).toBe(true);
    expect(names().length).toBeGreaterThan(25);
  });
});

const shapesOfThePlanted = [
  'SET * …',
  'SET user:* …',
  'HSET cart:* …',
  'RPUSH list:* …',
  'EVAL <script>',
  'SCRIPT LOAD …',
  'CONFIG SET masterauth *',
  'CONFIG SET <directive> *',
  'MIGRATE …',
  '<unknown>',
];

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
