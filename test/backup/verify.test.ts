import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { directoryBackups } from '../../lib/adapters/stores/directory-backups.ts';
import { listSets } from '../../lib/backup/sets.ts';
import { verify } from '../../lib/backup/verify.ts';
import type { BackupSet } from '../../lib/core/backup/backup-set.ts';
import { keySlot } from '../../lib/core/key-slot.ts';
import type { SlotRange } from '../../lib/core/slots.ts';
import type { BackupStore } from '../../lib/ports.ts';
import { storeSet } from '../builders/backup-set.ts';
import { key, number, rdb, string } from '../builders/rdb.ts';
import { run } from '../cli/fake-io.ts';

const first = '20260301T030000.000Z';
const second = '20260302T030000.000Z';
const third = '20260303T030000.000Z';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'verify-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const store = (): BackupStore => directoryBackups(directory);
const pathOf = (set: string, file: string): string => join(directory, 'backups', 'cluster=shop', set, file);

const everySlot: readonly SlotRange[] = [[0, 16_383]];
/** A string, a list and a hash, so that a flip meets lengths, types, text and the checksum. */
const small = rdb('REDIS0011', [
  key(0, 'one', string('value')),
  key(1, 'two', number(2), string('a'), string('b')),
  key(4, 'three', number(1), string('field'), string('value')),
]);
const halves = (): readonly { slots: readonly SlotRange[]; rdb: Uint8Array }[] => {
  const names = ['one', 'two', 'three', 'four', 'five', 'six'];
  const within = (name: string, from: number, to: number) =>
    keySlot(Buffer.from(name)) >= from && keySlot(Buffer.from(name)) <= to;
  const part = (from: number, to: number) => ({
    slots: [[from, to]] as const,
    rdb: rdb(
      'REDIS0011',
      names.filter((name) => within(name, from, to)).map((name) => key(0, name, string('value'))),
    ),
  });
  return [part(0, 8191), part(8192, 16_383)];
};

const backup = (...words: readonly string[]) => run(['backup', ...words, '--store', directory], { now });
let clock = Date.UTC(2026, 2, 4);
const now = (): number => clock++;

async function setIn(name = first): Promise<BackupSet> {
  const set = (await listSets(store())).find((each) => each.set === name);
  if (set === undefined) throw new Error(`no set ${name}`);
  return set;
}

describe('a stored RDB', () => {
  const looked = async (level: 1 | 2) => (await verify(await setIn(), level, { store: store(), now })).outcome;

  test('is ok at both levels as it was stored', async () => {
    await storeSet(store(), first, [{ slots: everySlot, rdb: small }]);
    expect([await looked(1), await looked(2)]).toEqual(['ok', 'ok']);
  });

  // Its own length and SHA-256 in the manifest are made to fit: what is left is to be noticed in the data itself.
  test.each(['with the SHA-256 of what was copied', 'whose SHA-256 in the manifest fits the damage'])(
    '%s is damaged when any byte is another one, and when it is cut anywhere',
    async (title) => {
      await storeSet(store(), first, [{ slots: everySlot, rdb: small }]);
      const set = await setIn();
      const file = pathOf(first, 'shard-0.rdb');
      const fits = title.includes('fits');
      const { createHash } = await import('node:crypto');
      const fitted = (bytes: Uint8Array): BackupSet => {
        const manifest = set.manifest;
        const [shard] = manifest?.shards ?? [];
        if (manifest == null || shard?.rdb == null) throw new Error('the set has a shard');
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        return {
          ...set,
          manifest: { ...manifest, shards: [{ ...shard, rdb: { ...shard.rdb, sha256, bytes: bytes.length } }] },
        };
      };
      const flipped = Array.from(small, (_, at) =>
        small.map((byte, place) => (place === at ? byte ^ (1 << (at % 8)) : byte)),
      );
      const cut = Array.from(small, (_, length) => small.subarray(0, length));
      const seen = new Map<string, number>();
      for (const bytes of [...flipped, ...cut]) {
        writeFileSync(file, bytes);
        for (const level of [1, 2] as const) {
          const { outcome } = await verify(fits ? fitted(bytes) : set, level, { store: store(), now });
          seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        }
      }
      expect([...seen]).toEqual([['damaged', 4 * small.length]]);
    },
  );
});

describe('backup verify', () => {
  test('says that a set is whole, and notes it beside the manifest', async () => {
    await storeSet(store(), first, halves());
    const { code, stdout } = await backup('verify', first);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Cluster shop, set \S+: ok at level 2\. 2 RDBs, /),
    });
    expect((await setIn()).verified).toMatchObject({ outcome: 'ok', level: 2 });
    expect((await backup('list')).stdout).toContain('2026-03-04 00:00 ok (level 2)');
  });

  test('goes round: it takes the set that was verified longest ago, those first that never were', async () => {
    for (const set of [first, second, third]) await storeSet(store(), set, halves());
    await backup('verify', second);
    const taken: string[] = [];
    for (let round = 0; round < 4; round++) {
      const { stdout } = await backup('verify', '--level', '1', '--format', 'json');
      const { verifications } = JSON.parse(stdout) as { verifications: readonly { set: string }[] };
      taken.push(...verifications.map(({ set }) => set));
    }
    expect(taken).toEqual([first, third, second, first]);
    expect(JSON.parse((await backup('verify', '--all', '--format', 'json')).stdout).verifications).toHaveLength(3);
  });

  test.each<[string, (set: string) => void | Promise<void>, string, string]>([
    ['an RDB that is gone', (set) => rmSync(pathOf(set, 'shard-0.rdb')), 'damaged', 'shard-0.rdb is gone'],
    ['an RDB that grew', (set) => append(pathOf(set, 'shard-0.rdb')), 'damaged', 'trailing-bytes at byte'],
    ['a manifest that is cut', (set) => cutInHalf(pathOf(set, 'manifest.json')), 'damaged', 'its manifest is damaged'],
    [
      'a manifest of a newer version',
      (set) => change(set, (text) => text.replace('"schemaVersion": 1', '"schemaVersion": 2')),
      'damaged',
      'its manifest was written by a newer version (schema 2, known is 1)',
    ],
    [
      'the manifest of another set',
      (set) => change(set, (text) => text.replace(`"set": "${set}"`, `"set": "${second}"`)),
      'damaged',
      'its manifest belongs to another set',
    ],
    [
      'a manifest that leads elsewhere',
      (set) => change(set, (text) => text.replace('"shard-0.rdb"', '"../../shard-0.rdb"')),
      'damaged',
      'its manifest is damaged',
    ],
  ])('says what is wrong with a set with %s', async (_, damage, outcome, words) => {
    await storeSet(store(), first, halves());
    await damage(first);
    const { code, stdout } = await backup('verify', first);
    expect(code).toBe(1);
    expect(stdout).toContain(`: ${outcome} at level 2`);
    expect(stdout.replace(/\s+/g, ' ')).toContain(words);
    expect((await backup('list')).code).toBe(1);
  });

  test('counts slots itself: a manifest that says complete and has one shard of two is not', async () => {
    await storeSet(store(), first, halves().slice(0, 1));
    const { code, stdout } = await backup('verify');
    expect([code, stdout]).toEqual([1, expect.stringContaining(': incomplete at level 2')]);
    expect(stdout).toContain('no RDB holds slots 8192-16383');
  });

  test('finds keys in slots that the shard does not own, at level 2 only', async () => {
    const [low, high] = halves();
    if (low === undefined || high === undefined) throw new Error('there are two');
    await storeSet(store(), first, [
      {
        ...low,
        rdb: rdb('REDIS0011', [
          key(0, 'one', string('v')),
          key(0, 'two', string('v')),
          key(0, 'three', string('v')),
          key(0, 'four', string('v')),
        ]),
      },
      high,
    ]);
    const text = readFileSync(pathOf(first, 'manifest.json'), 'utf8');
    writeFileSync(pathOf(first, 'manifest.json'), text.replace('"outcome": "misplaced-keys"', '"outcome": "ok"'));
    expect((await backup('verify', '--level', '1')).code).toBe(0);
    const { code, stdout } = await backup('verify', '--level', '2');
    expect([code, stdout.replace(/\s+/g, ' ')]).toEqual([
      1,
      expect.stringContaining('keys belong to slots that the shard does not own'),
    ]);
  });

  test('says of an RDB without a checksum that it is unverifiable, not that it is ok', async () => {
    await storeSet(store(), first, [{ slots: everySlot, rdb: rdb('REDIS0011', [key(0, 'one', string('v'))], 'off') }]);
    const { code, stdout } = await backup('verify', '--level', '1');
    expect([code, stdout]).toEqual([1, expect.stringContaining(': unverifiable at level 1')]);
  });

  test('that cannot read the store notes nothing, and ends with 2', async () => {
    await storeSet(store(), first, halves());
    rmSync(pathOf(first, 'shard-0.rdb'));
    const { mkdirSync } = await import('node:fs');
    mkdirSync(pathOf(first, 'shard-0.rdb'));
    mkdirSync(pathOf(first, 'shard-0.rdb/below'));
    const set = { ...(await setIn()), problems: [] };
    await expect(verify(set, 2, { store: store(), now })).rejects.toMatchObject({ name: 'StoreError' });
    expect((await setIn()).verified).toBeNull();
  });

  test.each([
    ['verify 20260301', 'is no name of a set'],
    [`verify ${third}`, 'there is no set'],
    [`verify ${first} --all`, '--all means every set'],
    ['verify --cluster other', 'there is no set'],
    ['verify --cluster ../x', 'is no id of a cluster'],
    ['drill --cluster other', 'there is no set'],
  ])('refuses `%s`', async (line, words) => {
    await storeSet(store(), first, halves());
    const { code, stderr } = await backup(...line.split(' '));
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  test('refuses a directory that is not there', async () => {
    const { code, stderr } = await run(`backup list --store ${directory}/none`);
    expect([code, stderr, existsSync(join(directory, 'none'))]).toEqual([
      2,
      expect.stringContaining('There is no directory'),
      false,
    ]);
  });
});

function append(path: string): void {
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from('more')]));
}

function cutInHalf(path: string): void {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, bytes.length / 2));
}

function change(set: string, by: (text: string) => string): void {
  const path = pathOf(set, 'manifest.json');
  const text = readFileSync(path, 'utf8');
  const changed = by(text);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
}
