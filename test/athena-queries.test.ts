import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../lib/adapters/stores/directory.ts';
import { countLines } from '../lib/adapters/stores/shared/json-objects.ts';
import { inDuckDb, namedQueries } from '../lib/core/athena-queries.ts';
import { historyTables } from '../lib/core/athena-tables.ts';
import { rollUp } from '../lib/roll-up.ts';
import { digestStage, storedWeek } from './builders/digested.ts';

const directory = mkdtempSync(join(tmpdir(), 'athena-'));
let instance: DuckDBInstance;
let connection: DuckDBConnection;

/** The same columns as Glue has them, in the words of DuckDB. */
function typeOf(hive: string): string {
  return hive
    .replace(/struct<([^<>]*)>/g, (_, fields: string) => `STRUCT(${fields.replaceAll(':', ' ')})`)
    .replace(/map<(\w+),(\w+)>/g, 'MAP($1, $2)')
    .replaceAll('string', 'VARCHAR');
}

function duckType(hive: string): string {
  if (hive.startsWith('array<')) return `${duckType(hive.slice(6, -1))}[]`;
  const maps = hive.replace(/map<(\w+),(\w+)>/g, 'MAP($1, $2)');
  let type = maps;
  for (let before = ''; before !== type; ) {
    before = type;
    type = type.replace(/struct<([^<>]*)>/g, (_, fields: string) => {
      const parts = fields.split(/,(?![^(]*\))/).map((field) => field.replace(/^(\w+):/, '"$1" '));
      return `STRUCT(${parts.join(', ')})`;
    });
  }
  return type.replace(/\bstring\b/g, 'VARCHAR');
}

beforeAll(async () => {
  const objects = directoryStore(directory);
  const stage = digestStage(objects);
  await storedWeek(stage);
  // Some days are joined, the last ones are not.
  await rollUp({ clusterId: 'shop', now: '2026-03-07T02:37:00.000Z', lookBackDays: 12 }, { objects, countLines });
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  for (const { name, prefix, columns } of historyTables.filter((table) => table.name !== 'saves')) {
    const struct = columns.map((column) => `'${column.name}': '${duckType(column.type)}'`).join(', ');
    await connection.run(
      `CREATE VIEW ${name} AS SELECT * FROM read_json('${directory}/${prefix}cluster=*/dt=*/*.json.gz', format = 'newline_delimited',
        columns = {${struct}}, hive_partitioning = true, hive_types_autocast = false, maximum_object_size = 100000000)`,
    );
  }
}, 60_000);
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
  rmSync(directory, { recursive: true });
});

async function answer(name: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const query = namedQueries("DATE '2026-03-08'").find((each) => each.name === name);
  const reader = await connection.runAndReadAll(inDuckDb(query?.sql ?? ''));
  return reader.getRowObjectsJson();
}

describe('The named queries, on a week of audits, some of its days joined', () => {
  test('slowest-shapes', async () => {
    console.log(await answer('slowest-shapes'));
  });
  test('config-drift', async () => {
    console.log(await answer('config-drift'));
  });
  test('alert-history', async () => {
    console.log(await answer('alert-history'));
  });
  test('loss-window-trend', async () => {
    console.log(await answer('loss-window-trend'));
  });
  test('incomplete-audits', async () => {
    console.log((await answer('incomplete-audits')).slice(0, 5));
  });
});
