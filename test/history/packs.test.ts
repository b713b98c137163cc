import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { packOf } from '../../lib/history/day-files.ts';
import { listDays } from '../../lib/history/listing.ts';
import { packsOf } from '../../lib/history/packs.ts';
import { writeYear } from '../builders/year/year.ts';

const folder = mkdtempSync(join(tmpdir(), 'packs-'));
const root = join(folder, 'store');
const range = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-12T00:00:00.000Z' };
const source = { objects: directoryStore(root), root };
const toolsWith = (cache: string) => ({ source, cache: { folder: join(folder, cache), mostBytes: 2 ** 30 } });

beforeAll(async () => {
  await writeYear(root, { from: '2026-01-01', days: 1, form: 'small' });
  // So many objects that a second thread takes a part of them; what is said in them of the day is not looked at here.
  const folderOf = (day: number): string =>
    join(root, 'history', 'findings', 'cluster=shop', `dt=2026-01-${String(day).padStart(2, '0')}`);
  for (let day = 2; day <= 11; day++) cpSync(folderOf(1), folderOf(day), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('days that two threads read come to the packs that one makes', async () => {
  const days = await listDays(source, 'findings', range);
  expect(days.reduce((sum, { runs }) => sum + runs.length, 0)).toBeGreaterThan(3000);
  const alone = toolsWith('alone');
  const made: string[] = [];
  for (const day of days) made.push(basename((await packOf(day, alone)).path));
  // A pack is named by what is in it.
  const tools = toolsWith('together');
  const together = await packsOf(days, tools);
  expect(together.map(({ path }) => basename(path))).toEqual(made);
  expect(await packsOf(days, tools)).toEqual(together);
});
