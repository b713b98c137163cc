import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditKind } from '../../lib/core/facts.ts';
import { clusterFacts } from '../builders/facts.ts';
import { type HistoryStage, historyStage } from '../history/stage.ts';
import { run } from './fake-io.ts';

const audits: readonly (readonly [runId: string, audit: AuditKind, minute: number, cluster?: string])[] = [
  ['aaaa1111-0000', 'full', 0],
  ['aaaa1111-0001', 'slowlog', 5],
  ['aaaa2222-0000', 'slowlog', 10],
  ['aaaa2222-0000-again', 'slowlog', 15],
  ['aaaa3333-0000', 'topology', 20],
  ['bbbb%___-0000', 'full', 25],
  ['12345678-0000', 'full', 30],
  ['cccc1111-0000', 'full', 35],
  ['cccc1111-0000', 'full', 35, 'copy-of-test'],
];

let stage: HistoryStage;
beforeAll(() => {
  stage = historyStage();
  for (const [runId, audit, minute, id = 'test'] of audits)
    stage.audit(clusterFacts({ runId, audit, at: minute * 60, cluster: { id, provider: 'self-managed' } }));
});
afterAll(() => stage.remove());

const ask = (words: string) =>
  run(`history ${words} --store ${stage.root} --since 2026-03-01 --until 2026-03-02 --format json`, {
    env: { XDG_CACHE_HOME: stage.cacheHome },
  });

describe('an audit by the beginning of its id', () => {
  test.each([
    ['show aaaa1111-0001', 'aaaa1111-0001'],
    ['show aaaa3', 'aaaa3333-0000'],
    ['show aaaa1111 --audit slowlog', 'aaaa1111-0001'],
    ['show aaaa --audit full', 'aaaa1111-0000'],
    ['show aaaa2222-0000', 'aaaa2222-0000'],
    ['show 12345678', '12345678-0000'],
    ['show cccc1111 --cluster test', 'cccc1111-0000'],
  ])('%s is one', async (words, runId) => {
    const { code, stdout, stderr } = await ask(words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout).run.runId).toBe(runId);
  });

  const five = [
    '5 audits in STORE have an id that begins with aaaa: ',
    'full of 2026-03-01T03:00Z (aaaa1111-0000), slowlog of 2026-03-01T03:05Z (aaaa1111-0001), ',
    'slowlog of 2026-03-01T03:10Z (aaaa2222-0000) and 2 more',
  ].join('');
  test.each([
    ['show aaaa', five],
    ['diff aaaa aaaa3', five],
    ['diff aaaa3 aaaa', five],
    [
      'show aaaa1111',
      '2 audits in STORE have an id that begins with aaaa1111: full of 2026-03-01T03:00Z (aaaa1111-0000), slowlog of 2026-03-01T03:05Z (aaaa1111-0001)',
    ],
    ['show aaaa2222 --audit slowlog', '2 audits in STORE have an id that begins with aaaa2222: slowlog of'],
    [
      'show cccc1111-0000',
      '2 audits in STORE have an id that begins with cccc1111-0000: full of copy-of-test, 2026-03-01T03:35Z (cccc1111-0000), full of test, 2026-03-01T03:35Z (cccc1111-0000)',
    ],
  ])('%s is several', async (words, message) => {
    const { code, stdout, stderr } = await ask(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replaceAll(stage.root, 'STORE')).toContain(message);
    expect(stderr).toMatch(words.includes('cccc') ? /--cluster/ : /more of the id/);
  });

  test.each([
    ['show aaaa3 --audit full', 'No full audit in STORE has the id aaaa3'],
    ['show dddd', 'No audit in STORE has the id dddd'],
    ['diff dddd aaaa3', 'No audit in STORE has the id dddd'],
    ['show bbbb____', 'No audit in STORE has the id bbbb____'],
    ['show 20260301', 'No audit in STORE has the id 20260301'],
    ['show 2026-03-01T02:00Z --audit topology', 'No topology audit in STORE was due by 2026-03-01T02:00'],
  ])('%s is none', async (words, message) => {
    const { code, stdout, stderr } = await ask(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replaceAll(stage.root, 'STORE')).toContain(message);
  });

  test('a number that is the id of none may be meant as a day', async () => {
    expect((await ask('show 20260301')).stderr).toContain('2026-03-01');
    expect((await ask('diff 20260301 1h')).stderr).toContain('2026-03-01');
  });
});
