import { mkdirSync, readdirSync, rmdirSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { findingLines } from '../../lib/core/history-lines.ts';
import { factsKey, historyKey } from '../../lib/core/storage-keys.ts';
import { boundCache } from '../../lib/history/pack.ts';
import type { StoredObjects } from '../../lib/history/source.ts';
import { clusterFacts } from '../builders/facts.ts';
import { finding, node } from '../builders/result.ts';
import { slowlog } from '../builders/slowlog.ts';
import { type HistoryStage, historyStage, packed } from './stage.ts';

let stage: HistoryStage;
beforeEach(() => {
  stage = historyStage();
});
afterEach(() => stage.remove());

const aof = finding('aof/not-enabled', 'fail', node(7001), { severity: 'critical', message: 'AOF is off' });

/** Counts what a store that is no directory was asked for. */
function counted(root: string): StoredObjects & { readonly reads: string[] } {
  const store = directoryStore(root);
  const reads: string[] = [];
  const readOne: StoredObjects['read'] = async (key) => {
    reads.push(key);
    return store.read(key);
  };
  return { location: 's3://bucket', list: (prefix, after) => store.list(prefix, after), read: readOne, reads };
}

async function runsIn(change?: Parameters<HistoryStage['open']>[0]) {
  const history = await stage.open(change);
  try {
    await history.load('findings');
    const rows = await history.rows('SELECT run_id, failed FROM runs ORDER BY due_at');
    return { runs: rows.map((row) => row.run_id), problems: history.problems() };
  } finally {
    history.close();
  }
}

describe('the read model', () => {
  test('has a row for each audit and each finding that fails, none for what does not apply', async () => {
    stage.audit(clusterFacts({ at: 0 }), [aof, finding('rdb/last-save-failed', 'skipped', node(7002))]);
    stage.audit(clusterFacts({ at: 300 }));
    const history = await stage.open();
    await history.load('findings');
    expect(await history.rows('SELECT due_at, failed, skipped FROM runs ORDER BY due_at')).toEqual([
      { due_at: '2026-03-01T03:00:00.000Z', failed: 1, skipped: 1 },
      { due_at: '2026-03-01T03:05:00.000Z', failed: 0, skipped: 0 },
    ]);
    expect(await history.rows('SELECT rule, status, address, shard FROM findings')).toEqual([
      { rule: 'aof/not-enabled', status: 'fail', address: '127.0.0.1:7001', shard: '0' },
    ]);
    history.close();
  });

  test('a finding with the words of a skipped one in its evidence stays', async () => {
    const odd = { ...aof, evidence: { nested: { status: 'skipped' } } };
    stage.audit(clusterFacts(), [odd]);
    const history = await stage.open();
    await history.load('findings');
    expect(await history.rows('SELECT rule FROM findings')).toHaveLength(1);
    history.close();
  });

  test('reads a day that was joined, and what is still beside it only once', async () => {
    const [first, second, late] = [0, 300, 600].map((at) => clusterFacts({ at }));
    if (first === undefined || second === undefined || late === undefined) throw new Error('three audits');
    const parts = [first, second].map((facts) => packed(findingLines(facts, [aof])));
    stage.put('history/findings/cluster=test/dt=2026-03-01/day.json.gz', Buffer.concat(parts));
    expect((await runsIn()).runs).toEqual(['run-0', 'run-300']);
    stage.audit(second, [aof]);
    stage.audit(late);
    expect(await runsIn()).toEqual({ runs: ['run-0', 'run-300', 'run-600'], problems: [] });
  });

  test('and so it does when a bucket answers for the joined object last', async () => {
    const [first, second] = [0, 300].map((at) => clusterFacts({ at }));
    if (first === undefined || second === undefined) throw new Error('two audits');
    const parts = [first, second].map((facts) => packed(findingLines(facts, [aof])));
    stage.put('history/findings/cluster=test/dt=2026-03-01/day.json.gz', Buffer.concat(parts));
    stage.audit(first, [aof]);
    stage.audit(second, [aof]);
    const objects = counted(stage.root);
    const others: Promise<unknown>[] = [];
    const read: StoredObjects['read'] = async (key) => {
      if (key.endsWith('day.json.gz')) {
        while (others.length < 2) await new Promise(setImmediate);
        await Promise.all(others);
        return objects.read(key);
      }
      const answer = objects.read(key);
      others.push(answer);
      return answer;
    };
    expect(await runsIn({ objects: { ...objects, read } })).toEqual({ runs: ['run-0', 'run-300'], problems: [] });
  });

  test('an object that cannot be read is read as soon as it can be, although its name is the same', async () => {
    const [first, second] = [0, 300].map((at) => clusterFacts({ at }));
    if (first === undefined || second === undefined) throw new Error('two audits');
    const path = join(stage.root, historyKey('findings', first));
    // A folder in its place stands for what somebody else may read, or a disk that fails for a moment.
    mkdirSync(path, { recursive: true });
    stage.audit(second, [aof]);
    const problem = { key: historyKey('findings', first), reason: 'cannot be read (EISDIR)' };
    expect(await runsIn()).toEqual({ runs: ['run-300'], problems: [problem] });
    rmdirSync(path);
    stage.audit(first, [aof]);
    expect(await runsIn()).toEqual({ runs: ['run-0', 'run-300'], problems: [] });
  });

  test('which audits are in a joined day is told without unpacking what they found', async () => {
    const audits = [0, 300].map((at) => clusterFacts({ at }));
    const parts = audits.map((facts) => packed([facts]));
    stage.put('facts/cluster=test/dt=2026-03-01/day.json.gz', Buffer.concat(parts));
    const members = audits.map((facts, index) => {
      return { name: basename(factsKey(facts)), bytes: parts[index]?.length, lines: 1 };
    });
    stage.put(
      'joined/facts/cluster=test/dt=2026-03-01.json',
      Buffer.from(JSON.stringify({ schemaVersion: 1, members })),
    );
    const objects = counted(stage.root);
    const history = await stage.open({ objects });
    const refs = await history.facts.list();
    expect(refs.map(({ scheduledAt }) => scheduledAt)).toEqual(audits.map(({ scheduledAt }) => scheduledAt));
    expect(objects.reads).toEqual(['joined/facts/cluster=test/dt=2026-03-01.json']);
    const [, second] = refs;
    expect(second && (await history.facts.read(second))?.runId).toBe('run-300');
    history.close();
  });

  test('an entry of a slow log that was read twice is there once', async () => {
    const entries = slowlog([{ id: 7 }, { id: 6 }]);
    stage.audit(clusterFacts({ at: 0, nodes: { 7001: entries } }));
    stage.audit(clusterFacts({ at: 300, nodes: { 7001: entries } }));
    const history = await stage.open();
    await history.load('slowlog');
    expect(await history.rows('SELECT entry_id, due_at FROM slowlog ORDER BY 1')).toEqual([
      { entry_id: 6, due_at: '2026-03-01T03:00:00.000Z' },
      { entry_id: 7, due_at: '2026-03-01T03:00:00.000Z' },
    ]);
    history.close();
  });

  const whole = packed(findingLines(clusterFacts({ at: 900 }), [aof]));
  test.each([
    ['that is no gzip', Buffer.from('hello'), 'is damaged'],
    ['that is empty', Buffer.alloc(0), 'is damaged'],
    ['that was cut off', whole.subarray(0, whole.length / 2), 'is damaged'],
    ['with zeros behind it', Buffer.concat([whole, Buffer.alloc(8)]), 'is damaged'],
    ['in which a bit has flipped', Buffer.from(whole).fill(0x55, 60, 64), 'is damaged'],
    ['whose last line is half', gzipSync('{"schemaVersion":1,"kind":"fin'), 'is damaged'],
    ['of something else', packed([{ hello: 'world' }]), 'is not of the form that it should have'],
    ['that is no object', packed([[1, 2]]), 'is not of the form that it should have'],
    [
      'without what a finding needs',
      packed([
        { schemaVersion: 1, kind: 'finding', runId: 'r', clusterId: 'test', scheduledAt: '2026-03-01T03:15:00.000Z' },
      ]),
      'is not of the form that it should have',
    ],
    [
      'of a newer version',
      packed([{ schemaVersion: 2, kind: 'finding' }]),
      'was written by a newer version (schema 2, known is 1)',
    ],
    [
      'of another cluster',
      packed(findingLines(clusterFacts({ at: 900, cluster: { id: 'other', provider: 'self-managed' } }), [])),
      'is about another cluster',
    ],
  ])('names an object %s, and answers without it', async (_, body, reason) => {
    stage.audit(clusterFacts({ at: 0 }));
    const key = historyKey('findings', clusterFacts({ at: 900 }));
    stage.put(key, body);
    const answer = { runs: ['run-0'], problems: [{ key, reason }] };
    expect(await runsIn()).toEqual(answer);
    // And says so again when it is not read again.
    expect(await runsIn()).toEqual(answer);
  });

  test('names files that no auditor writes', async () => {
    stage.audit(clusterFacts());
    const key = 'history/findings/cluster=test/dt=2026-03-01/notes.txt';
    stage.put(key, Buffer.from('x'));
    expect((await runsIn()).problems).toEqual([{ key, reason: 'is no object of the auditor' }]);
  });

  test('takes text that was cut within a character', async () => {
    stage.audit(clusterFacts({ at: 0 }), [{ ...aof, message: 'half \ud83d' }]);
    const history = await stage.open();
    await history.load('findings');
    expect(await history.rows('SELECT message FROM findings')).toEqual([{ message: 'half \ufffd' }]);
    history.close();
  });

  test('reads of one cluster only what is its own, and in a folder whose name is a pattern', async () => {
    const shop = { cluster: { id: 'shop', provider: 'self-managed' } } as const;
    stage.audit(clusterFacts({ at: 0 }));
    stage.audit(clusterFacts({ at: 300, ...shop }));
    expect((await runsIn()).runs).toEqual(['run-0', 'run-300']);
    expect((await runsIn({ cluster: 'shop' })).runs).toEqual(['run-300']);
  });
});

describe('a bucket', () => {
  test('is asked for no object twice', async () => {
    stage.audit(clusterFacts({ at: 0 }));
    stage.audit(clusterFacts({ at: 86_400 }));
    const objects = counted(stage.root);
    expect((await runsIn({ objects })).runs).toEqual(['run-0', 'run-86400']);
    stage.audit(clusterFacts({ at: 300 }));
    expect((await runsIn({ objects })).runs).toEqual(['run-0', 'run-300', 'run-86400']);
    const again = objects.reads.length;
    await runsIn({ objects });
    expect(objects.reads).toHaveLength(again);
    expect(new Set(objects.reads).size).toBe(3);
    expect(again).toBe(3);
  });

  test('may be read by several at once', async () => {
    for (let at = 0; at < 3000; at += 300) stage.audit(clusterFacts({ at }), [aof]);
    const answers = await Promise.all([1, 2, 3, 4].map(() => runsIn({ objects: counted(stage.root) })));
    for (const { runs } of answers) expect(runs).toHaveLength(10);
  });

  test('keeps a bounded cache: what was not used for the longest time goes first, what is in use stays', async () => {
    const folder = join(stage.cacheHome, 'bound');
    mkdirSync(folder);
    const now = Date.now();
    for (const [name, age] of [
      ['old', 9],
      ['older', 10],
      ['new', 0.1],
      ['left.tmp', 3],
    ] as const) {
      writeFileSync(join(folder, name), Buffer.alloc(1000));
      const time = new Date(now - age * 3_600_000);
      utimesSync(join(folder, name), time, time);
    }
    await boundCache({ folder, mostBytes: 3500 }, now);
    expect(readdirSync(folder).sort()).toEqual(['new', 'old']);
    await boundCache({ folder, mostBytes: 500 }, now);
    expect(readdirSync(folder)).toEqual(['new']);
  });
});
