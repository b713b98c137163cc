import { describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../lib/history/database.ts';

/** Takes seconds, so that it runs when the next one is asked and when the database is closed. */
const long = 'SELECT count(*) FROM range(200000) a, range(200000) b WHERE a.range + b.range = 7';

const outcomes = (all: readonly Promise<unknown>[]): Promise<readonly string[]> =>
  Promise.all(
    all.map((each) =>
      each.then(
        () => 'answered',
        ({ message }: Error) => message,
      ),
    ),
  );

describe('a database that is closed', () => {
  test('while one statement runs and others wait ends the first and begins none of them', async () => {
    const database = await openDatabase();
    const asked = [database.rows(long), database.rows('SELECT 1'), database.run('SELECT 2')];
    const told = outcomes(asked);
    await new Promise((resolve) => setTimeout(resolve, 50));
    database.close();
    const [first, ...others] = await told;
    expect(first).toMatch(/interrupt/i);
    expect(others).not.toContain('answered');
  });

  test('when a signal comes answers nobody any more, and ends', async () => {
    const ending = new AbortController();
    const database = await openDatabase(ending.signal);
    const asking = Promise.all([database.rows(long), database.rows('SELECT 1'), database.rows('SELECT 2')]);
    setTimeout(() => ending.abort(), 50);
    await expect(asking).rejects.toThrow(/interrupt/i);
    database.close();
    expect((await outcomes([database.rows('SELECT 3')]))[0]).not.toBe('answered');
  });
});
