import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/config/engine-end-of-life.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

const redis = (version: string): NodeChange => ({ info: { redis_version: version } });
const valkey = (version: string): NodeChange => ({ info: { redis_version: '7.2.4', valkey_version: version } });

/** The verdict on the first of March 2026, or on the last day of that year. */
function on(everyNode: NodeChange, { late = false, options = {}, odd = {} as NodeChange } = {}) {
  const time = late ? { startedAt: '2026-12-31T03:00:00.000Z' } : {};
  return verdict(rule, { now: clusterFacts({ everyNode, nodes: { 7004: odd }, ...time }), options });
}

describe('config/engine-end-of-life', () => {
  test.each<[string, ReturnType<typeof on>, string]>([
    ['passes for a line that is maintained', on(redis('7.2.6')), 'pass'],
    ['passes for one whose end is not set', on(redis('8.6.1')), 'pass'],
    ['passes for Valkey by its own version', on(valkey('8.1.1')), 'pass'],
    ['fails for one that was left', on(redis('7.0.15')), 'fail'],
    ['passes before the end', on(redis('8.0.2')), 'pass'],
    ['fails after it', on(redis('8.0.2'), { late: true }), 'fail'],
    ['fails when one node is behind', on(redis('7.2.6'), { odd: redis('6.0.16') }), 'fail'],
    ['is unknown for a line that nothing is known of', on(redis('12.0.0')), 'unknown'],
    ['is unknown when one node runs such a line', on(redis('7.2.6'), { odd: valkey('12.0.0') }), 'unknown'],
    ['believes who knows better', on(redis('7.0.15'), { options: { endings: { 'redis 7.0': '2028-06-30' } } }), 'pass'],
    [
      'and who knows an earlier end',
      on(redis('8.6.1'), { options: { endings: { 'redis 8.6': '2026-01-31' } } }),
      'fail',
    ],
    [
      'also of a line of its own',
      on(redis('12.0.0'), { options: { endings: { 'redis 12.0': '2031-01-31' } } }),
      'pass',
    ],
  ])('%s', (_, { status }, wanted) => {
    expect(status).toBe(wanted);
  });

  test('names the lines and their ends', () => {
    expect(on(redis('7.2.6'), { odd: redis('7.0.15') })).toMatchObject({
      severity: 'info',
      message: 'not maintained any more: redis 7.0 (since 2024-07-29)',
      evidence: {
        lines: [
          { line: 'redis 7.0', endsOn: '2024-07-29' },
          { line: 'redis 7.2', endsOn: '2029-12-01' },
        ],
      },
    });
  });

  test.each([{ 'redis 7': '2030-01-01' }, { 'redis 7.0': '2030-13-01' }, { 'Redis 7.0': '2030-01-01' }])(
    'takes no ending that could never be meant: %j',
    (endings) => {
      expect(() => on(redis('7.0.15'), { options: { endings } })).toThrow();
    },
  );
});
