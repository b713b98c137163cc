import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { recordStore } from '../../lib/adapters/stores/shared/records.ts';
import { assess } from '../../lib/assess.ts';
import { defaultAlertSettings } from '../../lib/core/alert-settings.ts';
import { defaultPolicy } from '../../lib/core/policy.ts';
import { historyKey } from '../../lib/core/storage-keys.ts';
import type { Sink } from '../../lib/ports.ts';
import { clusterFacts } from '../builders/facts.ts';
import { ruleSet } from '../harness/audits.ts';
import { mailbox } from '../harness/mailbox.ts';
import { run } from './fake-io.ts';

const directory = mkdtempSync(join(tmpdir(), 'history-'));
const env = { XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'cache-')) };
const objects = directoryStore(directory);
const records = recordStore(objects);
const deaf: Sink = {
  name: 'chat',
  deliver: async () => ({ sink: 'chat', status: 'failed', retryable: false, error: 'the channel is gone' }),
};

/** Both checks of the append-only file fail on 7001, and one mutes the other. */
const broken = { nodes: { 7001: { info: { aof_enabled: 0 } } } };

async function audit(facts: ReturnType<typeof clusterFacts>, sinks: readonly Sink[]): Promise<void> {
  const rules = ruleSet({}, ['aof/not-enabled', 'persistence/primary-restarts-empty']);
  const input = { facts, rules, policy: defaultPolicy, alerting: defaultAlertSettings };
  await assess(input, { state: records, history: records, sinks, pause: async () => {} });
}

beforeAll(async () => {
  const mail = mailbox();
  await audit(clusterFacts({ at: 0, ...broken }), [mail, deaf]);
  await audit(clusterFacts({ at: 300 }), [mail]);
  const other = { cluster: { id: 'shop', provider: 'self-managed' } } as const;
  await audit(clusterFacts({ at: 600, ...broken, ...other }), [mail]);
});
afterAll(() => {
  for (const each of [directory, env.XDG_CACHE_HOME]) rmSync(each, { recursive: true });
});

const now = (): number => Date.UTC(2026, 2, 1, 4);
const history = (words: string, question = 'alerts') =>
  run(`history ${question} --store ${directory} ${words}`, { now, env });

describe('history alerts', () => {
  test('tells what was decided, who heard of it, and why somebody did not', async () => {
    const { code, stdout, stderr } = await history('--cluster test');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`2026-03-01 03:00:00 UTC  CRITICAL  aof/not-enabled  127.0.0.1:7001  none → firing
    failed in this audit
    not told: muted by persistence/primary-restarts-empty, which says it already
2026-03-01 03:00:00 UTC  CRITICAL  persistence/primary-restarts-empty  127.0.0.1:7001  none → firing
    failed in this audit
    told to mailbox
    not taken by chat: the channel is gone
2026-03-01 03:05:00 UTC  CRITICAL  aof/not-enabled  127.0.0.1:7001  firing → resolved
    the check passes again
2026-03-01 03:05:00 UTC  CRITICAL  persistence/primary-restarts-empty  127.0.0.1:7001  firing → resolved
    the check passes again
    told to mailbox

4 entries from 2026-02-22 04:00 to 2026-03-01 04:00 UTC.
`);
  });

  test('of all clusters names each', async () => {
    const { stdout } = await history('');
    expect(stdout).toContain('2026-03-01 03:10:00 UTC  shop  CRITICAL  aof/not-enabled  127.0.0.1:7001  none → firing');
    expect(stdout).toContain('6 entries');
  });

  test('looks back as far as it is told to', async () => {
    expect((await history('--since 51m')).stdout).toContain('2 entries from 2026-03-01 03:09 to 2026-03-01 04:00 UTC.');
    expect((await history('--since 51m --cluster test')).stdout).toBe(
      'No alert from 2026-03-01 03:09 to 2026-03-01 04:00 UTC.\n',
    );
    expect((await history('--since 400d --cluster test')).stdout).toContain('4 entries');
  });

  test('is to be had as JSON', async () => {
    const { stdout } = await history('--cluster test --format json');
    const { entries, ...rest } = JSON.parse(stdout);
    expect(rest).toMatchObject({ schemaVersion: 1, store: directory, passedOver: [], notes: [] });
    expect(entries[1]).toMatchObject({
      time: '2026-03-01T03:00:00.000Z',
      rule: 'persistence/primary-restarts-empty',
      from: 'none',
      to: 'firing',
      told: [
        { sink: 'mailbox', state: 'firing', reason: 'failed in this audit' },
        { sink: 'chat', error: 'the channel is gone' },
      ],
    });
  });

  test.each([['that has nothing', '/nowhere/at/all', 'There is no directory /nowhere/at/all']])(
    'says so of a store %s',
    async (_, store, words) => {
      const { code, stderr } = await run(`history alerts --store ${store}`);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) });
    },
  );

  test.each([
    ['--cluster a/b', '--cluster a/b is no id of a cluster'],
    ['--since yesterday', 'Write a time as 12h, 30d, 2026-03-01 or 2026-03-01T03:00Z: a number alone is none.'],
  ])('refuses %s', async (words, message) => {
    expect(await history(words)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  test.each([
    ['list', 'There is no directory'],
    ['show 1h', 'There is no directory'],
    ['diff 2h 1h', 'There is no directory'],
    ['timeline aof/not-enabled', 'There is no directory'],
    ['slowlog', 'There is no directory'],
  ])('%s says so too', async (question, words) => {
    const { code, stderr } = await run(`history ${question} --store /nowhere/at/all`, { env });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) });
  });

  test.each([
    ['list'],
    ['show 1h'],
    ['diff 2h 1h'],
    ['timeline aof/not-enabled'],
    ['slowlog'],
    [`export ${join(directory, 'none.html')}`],
  ])('%s fails where there is no audit to tell of', async (question) => {
    const { code, stdout, stderr } = await history('--cluster nobody', question);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('no audit of nobody between ');
  });

  test('passes over what is damaged, names it and counts it', async () => {
    const run0 = clusterFacts({ at: 900 });
    const keys = [historyKey('alerts', run0), historyKey('alerts', run0, 2), historyKey('alerts', run0, 3)];
    await objects.create(keys[0] ?? '', Buffer.from('no gzip'));
    await objects.create(keys[1] ?? '', gzipSync('{"schemaVersion":1,'));
    await objects.create(keys[2] ?? '', gzipSync('{"schemaVersion":1,"kind":"transition"}\n'));
    const { code, stdout, stderr } = await history('--cluster test');
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n4 entries from .*\n$/);
    for (const key of keys) expect(stderr).toContain(`redis-auditor: passed over: ${key} in ${directory} is `);
    expect(stderr).toContain('3 objects could not be read, and the answer is without them\n');
    const { stdout: json } = await history('--cluster test --format json');
    expect(JSON.parse(json).passedOver).toHaveLength(3);
  });
});
