import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { writeYear } from '../builders/year/year.ts';
import { historyStage } from './stage.ts';

test('a made history is the same for the same seed, and another one for another', async () => {
  const stages = [historyStage(), historyStage(), historyStage()];
  const [first, second, other] = await Promise.all(
    stages.map(async ({ root }, index) => {
      await writeYear(root, { from: '2026-03-01', days: 2, seed: index === 2 ? 9 : 5, form: 'small' });
      const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const paths = files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
      return paths.map((path) => [path.slice(root.length), readFileSync(path).toString('base64')]);
    }),
  );
  for (const stage of stages) stage.remove();
  expect(first?.length).toBeGreaterThan(2 * 288);
  expect(second).toEqual(first);
  expect(other).not.toEqual(first);
});
