import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeYear } from '../builders/year/year.ts';
import { type HistoryStage, historyStage } from '../history/stage.ts';
import { run } from './fake-io.ts';

/*
 * Seven weeks of the cluster of twelve nodes, in days that were joined. Somebody sets appendfsync to `no` on one node
 * for a while, and a primary dies.
 */
let stage: HistoryStage;
beforeAll(async () => {
  stage = historyStage();
  await writeYear(stage.root, { from: '2026-01-01', days: 49, form: 'joined' });
});
afterAll(() => stage.remove());

const now = (): number => Date.UTC(2026, 1, 19);
const ask = async (words: string) =>
  run(`history ${words} --store ${stage.root}`, { now, env: { XDG_CACHE_HOME: stage.cacheHome } });
const askJson = async (words: string) => JSON.parse((await ask(`${words} --since 60d --format json`)).stdout);

interface Failing {
  readonly status: string;
  readonly place: string;
  readonly firstAt: string;
  readonly endedAt: string | null;
  readonly audits: number;
}

/** The only time in which a node of the story did not answer. */
async function outage(): Promise<Failing> {
  const { episodes } = (await askJson('timeline topology/node-unreachable')) as {
    readonly episodes: readonly Failing[];
  };
  const [first] = episodes.filter(({ status }) => status === 'fail');
  if (first === undefined) throw new Error('no node was down');
  return first;
}

describe('history', () => {
  test('list has every day, with what was worst and without gaps', async () => {
    const { days } = await askJson('list');
    expect(days).toHaveLength(49);
    for (const day of days)
      expect(day).toMatchObject({
        cluster: 'shop',
        runs: 288,
        byAudit: { full: 24, slowlog: 264 },
        nodes: 12,
        gaps: [],
      });
    const { firstAt } = await outage();
    const day = days.find((each: { readonly day: string }) => each.day === firstAt.slice(0, 10));
    expect(day.leastAnswered).toBe(11);
    expect(day.failing[0]).toMatchObject({ severity: 'critical' });
  });

  test('timeline says when it began, when it ended, and who was told', async () => {
    const { place, firstAt, endedAt, audits } = await outage();
    const { alerts } = await askJson(`timeline ${place}`);
    expect(Date.parse(endedAt ?? '') - Date.parse(firstAt)).toBe(audits * 300_000);
    const told = alerts.filter((each: { readonly rule: string }) => each.rule === 'topology/node-unreachable');
    expect(told[0]).toMatchObject({ time: firstAt, from: 'none', to: 'firing', told: [{ sink: 'oncall' }] });
    const { stdout } = await ask(`timeline ${place} --since 60d`);
    expect(stdout).toContain('none → firing');
    expect(stdout).toContain('told to oncall');
  });

  test('timeline of a shard has its failover', async () => {
    const { upsets } = await askJson('timeline topology/failover-happened');
    const failover = upsets.find((each: { readonly rule: string }) => each.rule === 'topology/failover-happened');
    expect(failover).toMatchObject({
      place: expect.stringMatching(/^shard \d+$/),
      message: expect.stringContaining('took over 4096 of its 4096 slots'),
    });
  });

  test('timeline tells how it went from step to step, with what was measured', async () => {
    const { step, trend } = await askJson('timeline aof/fsync-delayed');
    expect(step).toBe('week');
    const failing = trend.filter((each: { readonly failing: number }) => each.failing > 0);
    expect(failing[0].values.delayedFsyncs.most).toBeGreaterThanOrEqual(3);
    expect(trend.some((each: { readonly failing: number }) => each.failing === 0)).toBe(true);
  });

  test('show has findings, data-loss windows and who belongs to the cluster', async () => {
    const { firstAt, place } = await outage();
    const shown = await askJson(`show ${firstAt}`);
    expect(shown.run.at).toBe(firstAt);
    expect(shown.summary).toMatchObject({ nodes: 12, answered: 11 });
    expect(shown.findings).toContainEqual(expect.objectContaining({ rule: 'topology/node-unreachable', place }));
    expect(shown.nodes).toHaveLength(12);
    expect((await askJson(`show ${shown.run.runId}`)).run).toEqual(shown.run);
    expect((await askJson('show 2026-01-20T04:02Z')).loss).toHaveLength(4);
  });

  test('diff tells settings, roles and rules, and no counters', async () => {
    const { episodes } = await askJson('timeline aof/fsync-not-as-declared');
    const [{ firstAt, place }] = episodes;
    const before = new Date(Date.parse(firstAt) - 3_900_000).toISOString();
    const { cluster, findings } = await askJson(`diff ${before} ${firstAt}`);
    expect(cluster.changes).toEqual([
      expect.objectContaining({ address: place, name: 'appendfsync', before: 'everysec', after: 'no' }),
    ]);
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: 'aof/fsync-not-as-declared', place, before: null }),
    );
    const down = await outage();
    const earlier = new Date(Date.parse(down.firstAt) - 300_000).toISOString();
    const { stdout } = await ask(`diff ${earlier} ${down.endedAt} --since 60d`);
    expect(stdout).toMatch(/^Topology$/m);
    expect(stdout).toMatch(/role .* replica of \S+ +primary of shard \d+/);
    expect(stdout).not.toMatch(/used_memory|uptime|commands/);
    // The other way round says the same.
    expect((await ask(`diff ${down.endedAt} ${earlier} --since 60d`)).stdout).toBe(stdout);
  });

  test('diff of the same time has nothing to tell', async () => {
    expect((await ask('diff 2026-01-20T04:02Z 2026-01-20T04:02Z --since 60d')).stdout).toContain('Nothing is unlike.');
  });

  test('slowlog takes shapes together, by total time, with what to do', async () => {
    const { groups, entries } = await askJson('slowlog --top 3');
    expect(groups).toHaveLength(3);
    expect(groups[0]).toMatchObject({
      name: 'HGETALL cart:*',
      command: 'hgetall',
      clients: ['shop (10.20.8.14)'],
      advice: { todo: expect.any(String) },
    });
    expect(groups.map((each: { readonly totalMs: number }) => each.totalMs)).toEqual(
      groups.map((each: { readonly totalMs: number }) => each.totalMs).toSorted((a: number, b: number) => b - a),
    );
    const byNode = await askJson('slowlog --by node --top 100');
    expect(byNode.groups.reduce((sum: number, each: { readonly count: number }) => sum + each.count, 0)).toBe(entries);
  });

  test('a gap is told, with its length', async () => {
    const { stdout } = await run(`history list --store ${stage.root} --since 3d`, {
      now: () => now() + 86_400_000,
      env: { XDG_CACHE_HOME: stage.cacheHome },
    });
    expect(stdout).toMatch(/until now +shop +slowlog +1 d 1 h/);
  });

  test('a clock that was wrong is told', async () => {
    const { stderr } = await run(`history list --store ${stage.root} --since 2026-02-01 --until 2026-02-19`, {
      now: () => now() - 5 * 86_400_000,
      env: { XDG_CACHE_HOME: stage.cacheHome },
    });
    expect(stderr).toMatch(/audits of shop are dated after now, up to 2026-02-18T23:55:00\.000Z/);
  });

  test.each([
    ['timeline aof/not-enabeld', 'No rule is called aof/not-enabeld'],
    ['timeline 4096', 'or the shard with this first slot say shard=4096'],
    ['show 2027-01-01T00:00', 'names no audit'],
    ['show ffff-ffff', 'has the id ffff-ffff'],
    ['diff 2025-01-01 1d', 'No audit in '],
    ['list --until 90d', 'is not before --until'],
    ['slowlog --top none', 'Write a whole number above 0.'],
    ['show 1d --audit nothing', 'There is no audit nothing'],
  ])('refuses %s', async (words, message) => {
    const { code, stderr } = await ask(words);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});
