import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../lib/adapters/stores/directory.ts';
import { measureText } from '../lib/adapters/stores/shared/json-objects.ts';
import type { ObjectStore } from '../lib/adapters/stores/shared/object-store.ts';
import { recordStore } from '../lib/adapters/stores/shared/records.ts';
import { assess } from '../lib/assess.ts';
import { defaultAlertSettings } from '../lib/core/alert-settings.ts';
import { inDuckDb, namedQueries } from '../lib/core/athena-queries.ts';
import { historyTables } from '../lib/core/athena-tables.ts';
import { defaultPolicy } from '../lib/core/policy.ts';
import { rollUp } from '../lib/roll-up.ts';
import { digestStage, storedWeek } from './builders/digested.ts';
import { clusterFacts } from './builders/facts.ts';
import { ruleSet } from './harness/audits.ts';
import { mailbox } from './harness/mailbox.ts';

const directory = mkdtempSync(join(tmpdir(), 'athena-'));
let instance: DuckDBInstance;
let connection: DuckDBConnection;

/** A type of Hive in the words of DuckDB, from the innermost out. */
function duckType(hive: string): string {
  if (hive.startsWith('array<')) return `${duckType(hive.slice(6, -1))}[]`;
  let type = hive.replace(/map<(\w+),(\w+)>/g, 'MAP($1, $2)');
  for (let before = ''; before !== type; ) {
    before = type;
    type = type.replace(/struct<([^<>]*)>/g, (_, fields: string) => {
      const parts = fields.split(/,(?![^(]*\))/).map((field) => field.replace(/^(\w+):/, '"$1" '));
      return `STRUCT(${parts.join(', ')})`;
    });
  }
  return type.replace(/\bstring\b/g, 'VARCHAR');
}

/** A cart whose append-only file is off in the first hour. */
async function auditOfLoss(objects: ObjectStore, hour: number): Promise<void> {
  const records = recordStore(objects);
  const cluster = { id: 'cart', provider: 'self-managed' } as const;
  const facts = clusterFacts({
    at: hour * 3600,
    cluster,
    nodes: { 7001: { info: { aof_enabled: hour === 0 ? 0 : 1 } } },
  });
  const rules = ruleSet({}, ['persistence/loss-window-too-long']);
  const input = { facts, rules, policy: defaultPolicy, alerting: defaultAlertSettings };
  await assess(input, { state: records, history: records, sinks: [mailbox()], pause: async () => {} });
}

beforeAll(async () => {
  const objects = directoryStore(directory);
  const stage = digestStage(objects);
  await storedWeek(stage);
  for (const hour of [0, 1, 24]) await auditOfLoss(objects, hour);
  // Some days are joined, the last ones are not.
  await rollUp({ clusterId: 'shop', now: '2026-03-07T02:37:00.000Z', lookBackDays: 12 }, { objects, measureText });
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  for (const { name, prefix, columns } of historyTables.filter((table) => table.name !== 'saves')) {
    const struct = columns.map((column) => `'${column.name}': '${duckType(column.type)}'`).join(', ');
    await connection.run(
      `CREATE VIEW ${name} AS SELECT * FROM read_json('${directory}/${prefix}cluster=*/dt=*/*.json.gz', format = 'newline_delimited',
        columns = {${struct}}, hive_partitioning = true, hive_types_autocast = false, maximum_object_size = 100000000)`,
    );
  }
});
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
  test('slowest-shapes sums up each entry once, however often it was read', async () => {
    const shapes = await answer('slowest-shapes');
    expect(shapes).toMatchObject([
      {
        cluster: 'shop',
        command: 'keys',
        shape: 'KEYS sess:*',
        calls: '16',
        nodes: '1',
        slowest_ms: 240,
        total_ms: 3840,
      },
      { cluster: 'shop', command: 'hgetall', shape: 'HGETALL cart:*', calls: '16', slowest_ms: 180, total_ms: 1560 },
    ]);
  });

  test('config-drift names what was changed on which node, and from what to what', async () => {
    const drift = await answer('config-drift');
    expect(
      drift.map(({ address, setting, first_value: from, last_value: to }) => [address, setting, from, to]),
    ).toEqual([
      ['127.0.0.1:7001', 'appendfsync', 'everysec', 'always'],
      ['127.0.0.1:7001', 'save', '', '3600 1'],
      ['127.0.0.1:7002', 'appendfsync', 'everysec', 'always'],
    ]);
  });

  test('alert-history has every change once, newest first', async () => {
    const changes = (await answer('alert-history')).filter(({ cluster }) => cluster === 'shop');
    expect(changes.map(({ scheduledAt, rule, place, state }) => [scheduledAt, rule, place, state])).toEqual([
      ['2026-03-05T07:00:00.000Z', 'topology/node-unreachable', '127.0.0.1:7005', 'firing'],
      ['2026-03-04T12:00:00.000Z', 'topology/failover-happened', '127.0.0.1:7006', 'resolved'],
      ['2026-03-04T11:00:00.000Z', 'topology/failover-happened', '127.0.0.1:7006', 'firing'],
      ['2026-03-02T19:00:00.000Z', 'aof/not-enabled', '127.0.0.1:7001', 'resolved'],
      ['2026-03-02T19:00:00.000Z', 'persistence/primary-restarts-empty', '127.0.0.1:7001', 'resolved'],
      ['2026-03-02T09:00:00.000Z', 'aof/not-enabled', '127.0.0.1:7001', 'firing'],
      ['2026-03-02T09:00:00.000Z', 'persistence/primary-restarts-empty', '127.0.0.1:7001', 'firing'],
    ]);
  });

  test('loss-window-trend has the worst of each day, and counts the audits that had no number', async () => {
    const trend = await answer('loss-window-trend');
    const ofHostLoss = trend.filter(({ shard, failure }) => shard === '0' && failure === 'hostloss');
    const [worst, without] = ['worst_seconds', 'audits_without_number'];
    expect(ofHostLoss.map((row) => [row.dt, row[worst], row[without]])).toEqual([
      ['2026-03-01', 2, '1'],
      ['2026-03-02', 2, '0'],
    ]);
    expect(new Set(trend.map(({ cluster }) => cluster))).toEqual(new Set(['cart']));
  });

  test('incomplete-audits are those of the time when a node was dead', async () => {
    const audits = await answer('incomplete-audits');
    expect(audits.at(-1)).toMatchObject({
      scheduledAt: '2026-03-05T07:00:00.000Z',
      nodes: '6',
      answered: '5',
      silent: '1',
    });
    // From hour 100 to 168, without the five in which nobody audited.
    expect(audits).toHaveLength(64);
  });

  test('look back from today in Athena', () => {
    for (const { sql } of namedQueries()) expect(sql).toContain('current_date');
  });
});
