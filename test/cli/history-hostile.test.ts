import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { alertLines } from '../../lib/core/history-lines.ts';
import { factsKey, historyKey } from '../../lib/core/storage-keys.ts';
import { type ClusterChange, clusterFacts, nodeId } from '../builders/facts.ts';
import { alertOf, finding } from '../builders/result.ts';
import { slowlog } from '../builders/slowlog.ts';
import { type HistoryStage, historyStage } from '../history/stage.ts';
import { run } from './fake-io.ts';

/** What a key, a client or a host could be called: escapes, controls, turned text, formulas, quotes, newlines. */
const evil = '=HYPERLINK("x"),\u001b]0;owned\u0007\u001b[31m\r\nINJECTED\u202e\u0000\u009b2J|\'";--';

let stage: HistoryStage;
beforeAll(() => {
  stage = historyStage();
  const change: ClusterChange = {
    nodes: {
      7001: {
        address: `${evil}:6379`,
        config: { appendfsync: evil },
        ...slowlog([{ shape: `GET ${evil}`, client: `${evil}:1`, clientName: evil, command: evil }]),
      },
    },
  };
  const resource = { kind: 'node', id: nodeId(7001), address: evil, shard: '0' } as const;
  const found = finding('aof/not-enabled', 'fail', resource, { message: evil, evidence: { [evil]: 1, n: 1 } });
  for (const at of [0, 300]) {
    const facts = clusterFacts({ at, ...(at === 0 ? {} : change) });
    stage.audit(facts, at === 0 ? [] : [found]);
    stage.put(factsKey(facts), [facts]);
    const transition = {
      alert: alertOf(found, 'firing', { reason: evil }),
      from: 'none',
      to: 'firing',
      reason: evil,
    } as const;
    stage.put(
      historyKey('alerts', facts),
      alertLines(facts, { transitions: [transition] as never, held: [], attempts: [] }),
    );
  }
});
afterAll(() => stage.remove());

const questions = [
  'list',
  'show 2026-03-01T03:05Z',
  'diff 2026-03-01T03:00Z 2026-03-01T03:05Z',
  'timeline aof/not-enabled',
  'slowlog',
  'slowlog --by node',
  'slowlog --by client',
  'alerts',
];
const ask = (words: readonly string[]) =>
  run(['history', ...words, '--store', stage.root, '--since', '2026-03-01', '--until', '2026-03-02'], {
    env: { XDG_CACHE_HOME: stage.cacheHome },
  });

describe('names that somebody chose to do harm', () => {
  const everyWay = [
    ...questions.map((each) => each.split(' ')),
    ['sql', 'SELECT * FROM slowlog'],
    ['sql', 'SELECT * FROM findings'],
  ].flatMap((words) => (['text', 'csv', 'json'] as const).map((format) => [words, format] as const));

  test.each(everyWay)('do none in %j as %s', async (words, format) => {
    const { code, stdout, stderr } = await ask([...words, '--format', format]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const breaks = format === 'csv' ? stdout.replaceAll('\r\n', '') : stdout.replaceAll('\n', '');
    expect(breaks).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(stdout).not.toMatch(/^INJECTED/m);
  });

  test.each(questions.filter((words) => words !== 'list').map((words) => [words]))(
    'are told all the same in %s',
    async (words) => {
      expect((await ask(words.split(' '))).stdout).toContain('INJECTED');
    },
  );

  test('begin no formula in a spreadsheet', async () => {
    const { stdout } = await ask([
      'sql',
      "SELECT client, client_name, '-1+1' AS a, '@x' AS b, -5 AS n FROM slowlog",
      '--format',
      'csv',
    ]);
    const [, row = ''] = stdout.split('\r\n');
    expect(row.startsWith(`"'=HYPERLINK(""x""),`)).toBe(true);
    expect(row.endsWith(`,'-1+1,'@x,-5`)).toBe(true);
  });
});
