import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Arena, openArena, type Setting } from '../../bench/chaos/arena.ts';
import { playRound } from '../../bench/chaos/round.ts';
import { type Scenario, scenarios, settingOf } from '../../bench/chaos/scenarios.ts';
import { clusterTestTimeoutMs } from '../harness/cluster.ts';

/** `npm run bench -- --chaos` plays every scenario under every fsync policy, many times. */
describe('acknowledged writes that a fault takes are no more than `rpo` had predicted', () => {
  let arena: Arena;
  beforeAll(async () => {
    const [first, last] = (process.env['TEST_PORTS'] ?? '').split('-').map(Number);
    arena = await openArena(first === undefined || last === undefined ? undefined : [first, last]);
  }, clusterTestTimeoutMs);
  afterAll(async () => arena?.stop());

  test.each<{ readonly scenario: Scenario; readonly fsync: Setting['fsync']; readonly loses: RegExp }>([
    { scenario: scenarios.shard, fsync: 'always', loses: /^nothing$/ },
    { scenario: scenarios.slowDisk, fsync: 'everysec', loses: /./ },
    { scenario: scenarios.failover, fsync: 'no', loses: /./ },
    { scenario: scenarios.broken, fsync: 'everysec', loses: /^some$/ },
    { scenario: scenarios.cut, fsync: 'everysec', loses: /./ },
    { scenario: scenarios.empty, fsync: 'off', loses: /^all$/ },
  ])(
    '$scenario.name, appendfsync $fsync',
    async ({ scenario, fsync, loses }) => {
      await arena.prepare(settingOf(scenario, fsync));
      const round = await playRound(arena, scenario, 0);
      expect(round).toMatchObject({ worse: false });
      const { acknowledged, lostRecords } = round;
      expect(acknowledged).toBeGreaterThan(200);
      expect(lostRecords === 0 ? 'nothing' : lostRecords === acknowledged ? 'all' : 'some').toMatch(loses);
    },
    clusterTestTimeoutMs,
  );
});
