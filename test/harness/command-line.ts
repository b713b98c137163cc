import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from '@jest/globals';
import type { AuditResult } from '../../lib/core/result.ts';
import { type EngineVersion, isAtLeast } from '../../lib/core/version.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { waitUntil } from '../../lib/demo/wait-until.ts';
import { type Ran, run } from '../cli/fake-io.ts';
import { noteResult } from './rules-seen.ts';
import { testServer } from './servers.ts';

/** Runs a command line on the real clock. */
export async function tell(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const told = await run(words, { now: () => Date.now(), env });
  expect(told.stderr).not.toMatch(/\n\s+at |fault of redis-auditor/);
  return told;
}

/** `audit … --format json`, read. */
export async function tellJson(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran & { readonly result: AuditResult }> {
  const told = await tell([...words, '--format', 'json'], env);
  expect(told).toMatchObject({ stderr: '', stdout: expect.stringMatching(/^\{/) });
  return { ...told, result: noteResult(JSON.parse(told.stdout) as AuditResult) };
}

/**
 * Parts of a visit that could not be read, with the reason. What a healthy node is not asked is not missed: LATENCY
 * DOCTOR has nothing to say without a latency event, and some commands only newer servers have, or only primaries answer.
 */
export function partsUnread({ facts }: AuditResult['nodes'][number]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(facts).filter(
      ([part, state]) => state !== 'ok' && !(askedOfSome.has(part) && /^(not-attempted|unsupported)$/.test(state)),
    ),
  );
}

/** Parts that are not asked of every node. */
export const askedOfSome: ReadonlySet<string> = new Set(['latencyDoctor', 'commandlog', 'slotStats']);

/** Lends a directory to keep audits in, and sees to it that nothing in it is half-written. */
export async function withStore<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'audit-store-'));
  try {
    const done = await work(directory);
    for (const file of filesIn(directory)) expect(() => readStored(file)).not.toThrow();
    return done;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Paths of all files below a directory. */
export function filesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** A stored object as it can be read back. @throws Error for what no finished audit leaves behind */
function readStored(file: string): void {
  if (file.endsWith('.txt')) return;
  if (!/\.json(\.gz)?$/.test(file)) throw new Error(`${file} was left behind`);
  const bytes = readFileSync(file);
  const text = file.endsWith('.gz') ? gunzipSync(bytes).toString() : bytes.toString();
  for (const line of text.trimEnd().split('\n')) JSON.parse(line);
}

/** Waits until no node that runs has a connection of the auditor any more; servers notice a moment later. */
export async function untilNobodyIsConnected(cluster: LocalCluster): Promise<void> {
  const nodes = cluster.nodes.filter((node) => node.pid !== null);
  await waitUntil(
    async () => {
      const lists = await Promise.all(nodes.map((node) => node.send('CLIENT', 'LIST')));
      return lists.every((list) => !String(list).includes('name=redis-cluster-auditor'));
    },
    { timeoutMs: 2000, what: 'the connections of the auditor to end', everyMs: 10 },
  );
}

/** The user's line of an ACL file, as `redis-auditor acl` says it for the server that tests run on. */
export async function auditorUser(password: string): Promise<string> {
  const { version } = await testServer();
  return userFor('audit', password, version);
}

/** The same for a user of any work. */
export async function userFor(
  work: 'audit' | 'backup' | 'copy',
  password: string,
  version?: EngineVersion,
): Promise<string> {
  const { stdout } = await tell(['acl', '--for', work]);
  const [line = '', ...newer] = stdout.trim().split('\n');
  const rules = newer.map((each) => each.split(' ').at(-1) ?? '').filter((rule) => hasCommand(rule.slice(1), version));
  return `${[line, ...rules]
    .join(' ')
    .replace(/^ACL SETUSER/, 'user')
    .replace('>PASSWORD', `>${password}`)}\n`;
}

/** Whether a server has a command that only some have. */
export function hasCommand(command: string, version?: EngineVersion): boolean {
  if (version === undefined) return false;
  const valkey = version.engine === 'valkey';
  if (command === 'commandlog|get') return valkey && isAtLeast(version, 8, 1);
  return command === 'cluster|slot-stats' ? isAtLeast(version, 8, valkey ? 0 : 2) : true;
}
