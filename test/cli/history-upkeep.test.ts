import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { digestStage, shop } from '../builders/digested.ts';
import { filesIn } from '../harness/command-line.ts';
import { run } from './fake-io.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'upkeep-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const now = () => Date.UTC(2026, 3, 1);
const tell = (...words: readonly string[]) => run(['history', ...words, '--store', directory], { now });
const keys = () => filesIn(directory).map((path) => path.slice(directory.length + 1));

/** Two days with an alert in them. */
async function stored(): Promise<void> {
  const stage = digestStage(directoryStore(directory));
  for (const at of [0, 3600, 90_000])
    await stage.audit({ at, ...shop, nodes: { 7001: { info: { aof_enabled: at === 3600 ? 1 : 0 } } } });
}

describe('history compact', () => {
  test('joins finished days, once, and alerts are listed as before', async () => {
    await stored();
    const alerts = await tell('alerts', '--since', '60d');
    expect(await tell('compact', '--since', '60d')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Joined \d+ objects of shop into 6\.\n$/),
    });
    expect(keys().filter((key) => key.startsWith('facts/'))).toEqual([
      'facts/cluster=shop/dt=2026-03-01/day.json.gz',
      'facts/cluster=shop/dt=2026-03-02/day.json.gz',
    ]);
    expect(await tell('compact', '--since', '60d')).toMatchObject({
      stdout: expect.stringMatching(/^Nothing to join/),
    });
    expect(await tell('alerts', '--since', '60d')).toEqual(alerts);
  });
});

describe('history prune', () => {
  test('deletes nothing until it is told to, and says what would go', async () => {
    await stored();
    const before = keys();
    const { code, stdout } = await tell('prune', '--older-than', '30d');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^facts +2 objects +[\d.]+ KiB {2}2026-03-01 to 2026-03-01\n/);
    expect(stdout).toMatch(/\nNothing was deleted. With --apply this would go: \d+ objects, [\d.]+ KiB\.\n$/);
    expect(keys()).toEqual(before);
  });

  test.each([['small'], ['joined']])(
    'deletes whole old days of %s objects, and leaves state and what it does not know',
    async (kind) => {
      await stored();
      if (kind === 'joined') await tell('compact', '--since', '60d');
      const store = directoryStore(directory);
      const foreign = [
        'backups/cluster=shop/20260301T030000.000Z/manifest.json',
        'facts/cluster=shop/dt=2026-03-01/notes.txt',
        'facts/cluster=shop/dt=2026-03-01/20260301T030000.000Z-full.json.gz.bak',
        'history/mine/cluster=shop/dt=2026-03-01/20260301T030000.000Z-full.json.gz',
      ];
      for (const key of foreign) await store.create(key, Buffer.from('mine'));
      const before = keys();
      expect(await tell('prune', '--older-than', '30d', '--apply')).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/\nDeleted \d+ objects, /),
      });
      const after = keys();
      expect(after.filter((key) => key.includes('2026-03-01') || key.includes('20260301')).toSorted()).toEqual(
        foreign.toSorted(),
      );
      expect(after).toEqual(expect.arrayContaining(before.filter((key) => /^state\/|2026-03-02/.test(key))));
      expect(await tell('prune', '--older-than', '30d', '--apply')).toMatchObject({
        stdout: expect.stringMatching(/^Nothing in /),
      });
    },
  );

  test('leaves a bucket to its lifecycle', async () => {
    const { code, stderr } = await run(['history', 'prune', '--store', 's3://b-1', '--older-than', '1d', '--apply'], {
      now,
    });
    expect([code, stderr]).toEqual([2, expect.stringContaining('a bucket is not pruned from here')]);
  });

  test('wants to know how old', async () => {
    expect(await tell('prune')).toMatchObject({ code: 2, stderr: expect.stringContaining('--older-than') });
  });
});
