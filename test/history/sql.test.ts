import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { clusterFacts } from '../builders/facts.ts';
import { finding, node } from '../builders/result.ts';
import { run } from '../cli/fake-io.ts';
import { type HistoryStage, historyStage } from './stage.ts';

let stage: HistoryStage;
beforeAll(() => {
  stage = historyStage();
  stage.audit(clusterFacts(), [finding('aof/not-enabled', 'fail', node(7001), { message: 'AOF is off' })]);
  writeFileSync(join(stage.root, 'secret.txt'), 'the secret');
});
afterAll(() => stage.remove());

const sql = (statement: string, ...words: readonly string[]) =>
  run(
    ['history', 'sql', statement, '--store', stage.root, '--since', '2026-03-01', '--until', '2026-03-02', ...words],
    {
      env: { XDG_CACHE_HOME: stage.cacheHome },
    },
  );

describe('history sql', () => {
  test('answers', async () => {
    const { code, stdout } = await sql(
      'SELECT rule, count(*) AS times FROM findings GROUP BY rule',
      '--format',
      'json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      columns: ['rule', 'times'],
      rows: [['aof/not-enabled', 1]],
      cut: false,
    });
  });

  test('has each value below its column, also where names of columns are numbers', async () => {
    const statement = `SELECT rule, 1 AS "5461", 2 AS "0", 3 AS "__proto__" FROM findings`;
    const { stdout } = await sql(statement, '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      columns: ['rule', '5461', '0', '__proto__'],
      rows: [['aof/not-enabled', 1, 2, 3]],
    });
  });

  test('tells which tables there are', async () => {
    const { stdout } = await sql('SHOW TABLES', '--format', 'csv');
    expect(stdout.split('\r\n')).toEqual([
      'name',
      'alerts',
      'deliveries',
      'findings',
      'loss',
      'nodes',
      'runs',
      'saves',
      'slowlog',
      'visits',
      '',
    ]);
  });

  const target = (): string => join(stage.root, 'written');
  test.each([
    ["SELECT * FROM read_text('/etc/passwd')"],
    ["SELECT * FROM read_csv('/etc/passwd')"],
    ["SELECT * FROM '/etc/passwd'"],
    ["SELECT * FROM read_text('ROOT/secret.txt')"],
    ["SELECT * FROM glob('/etc/*')"],
    ["SELECT * FROM read_json('ROOT/secret.txt')"],
    ["SELECT * FROM parquet_scan('https://127.0.0.1:1/x')"],
    ["COPY findings TO 'ROOT/written'"],
    ["EXPLAIN ANALYZE COPY findings TO 'ROOT/written'"],
    ["EXPORT DATABASE 'ROOT/written'"],
    ["ATTACH 'ROOT/written'"],
    ['INSTALL httpfs'],
    ['LOAD httpfs'],
    ['SET enable_external_access = true'],
    ['PRAGMA enable_external_access'],
    ["CALL pragma_table_info('findings')"],
    ['CREATE TABLE mine AS SELECT 1'],
    ['DROP VIEW findings'],
    ['INSERT INTO stored.findings SELECT * FROM stored.findings'],
    ["CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')"],
    ['SELECT 1; DROP VIEW findings'],
    ["PREPARE p AS COPY findings TO 'ROOT/written'"],
    ["SELECT * FROM query('COPY findings TO ''ROOT/written''')"],
    ["SELECT * FROM sqlite_scan('ROOT/secret.txt', 't')"],
    ['SELECT nothing FROM findings'],
    ['SELECT'],
    [''],
  ])('refuses %s', async (statement) => {
    const { code, stdout, stderr } = await sql(statement.replaceAll('ROOT', stage.root));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^redis-auditor: (the statement|\d statements)/);
    expect(stdout + stderr).not.toMatch(/root:x:0|the secret/);
    expect(existsSync(target())).toBe(false);
  });
});
