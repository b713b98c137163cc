import { describe, expect, test } from '@jest/globals';
import type { CommandStat } from '../../../../lib/core/facts.ts';
import { rule } from '../../../../lib/core/rules/config/change-not-saved.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const judged = (change: NodeChange) => verdict(rule, { now: clusterFacts({ nodes: { 7001: change } }) }, 7001);

const counted = (set: Partial<CommandStat>, rewrite: Partial<CommandStat> = {}, resets = 0) =>
  judged({
    commandstats: { 'config|set': set, 'config|rewrite': rewrite, 'config|resetstat': { calls: resets } },
  });

describe('config/change-not-saved', () => {
  test('passes where nothing was changed', () => {
    expect(judged({})).toMatchObject({ status: 'pass' });
  });

  test('fails when a setting was changed and never written to the file', () => {
    expect(counted({ calls: 2 })).toMatchObject({
      status: 'fail',
      severity: 'info',
      message: '2 CONFIG SET and no CONFIG REWRITE since the start',
      evidence: { changes: 2, rewrites: 0 },
    });
  });

  test.each([
    ['it was written to the file', counted({ calls: 2 }, { calls: 1 }), 'pass'],
    ['every CONFIG SET was refused', counted({ calls: 2, failedCalls: 2 }), 'pass'],
    ['writing the file failed', counted({ calls: 1 }, { calls: 1, failedCalls: 1 }), 'fail'],
    ['the statistics were reset, and nothing was counted since', counted({}, {}, 1), 'unknown'],
    ['the statistics were reset, and it was changed since', counted({ calls: 1 }, {}, 1), 'fail'],
    ['the statistics were reset, and the file was written since', counted({}, { calls: 1 }, 1), 'pass'],
  ])('judges that %s', (_, finding, status) => {
    expect(finding).toMatchObject({ status });
  });

  test('fails on a server without a file, whatever was changed', () => {
    expect(judged({ info: { config_file: '' } })).toMatchObject({
      status: 'fail',
      message: 'the server runs without a configuration file, so no setting outlives a restart',
    });
  });

  test('is unknown before 7.0, where subcommands are not counted', () => {
    expect(judged({ info: { redis_version: '6.2.16' } })).toMatchObject({
      status: 'unknown',
      missing: [{ reason: 'unsupported' }, {}, {}],
    });
  });

  test('is skipped on a managed service', () => {
    const now = clusterFacts({ cluster: { id: 'test', provider: 'elasticache' } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'skipped' });
  });
});
