import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../lib/core/alert.ts';
import type { Resource } from '../../lib/core/finding.ts';
import { mutedBy } from '../../lib/core/mutes.ts';

const node = (id: string, shard = '0'): Resource => ({ kind: 'node', id, shard });
const alert = (rule: string, resource: Resource): Alert => ({
  fingerprint: `${rule} ${resource.id}`,
  rule,
  severity: 'critical',
  resource,
  state: 'firing',
  since: '2026-03-01T03:00:00.000Z',
  failures: 1,
  message: '',
  told: 'no',
});
const rules = new Map([
  ['topology/node-unreachable', { mutes: ['*'] }],
  ['topology/failover-happened', { mutes: ['topology/node-restarted'] }],
  ['topology/slot-uncovered', { mutes: ['topology/cluster-state-fail'] }],
]);

describe('what mutes what', () => {
  const unreachable = alert('topology/node-unreachable', node('a'));
  const failover = alert('topology/failover-happened', { kind: 'shard', id: '0' });
  const uncovered = alert('topology/slot-uncovered', { kind: 'cluster', id: 'test' });

  test.each([
    [
      'every alert about an unreachable node',
      alert('aof/not-enabled', node('a')),
      unreachable,
      'topology/node-unreachable',
    ],
    ['no alert about another node', alert('aof/not-enabled', node('b')), unreachable, undefined],
    [
      'a restart in the shard that failed over',
      alert('topology/node-restarted', node('a', '0')),
      failover,
      'topology/failover-happened',
    ],
    ['no restart in another shard', alert('topology/node-restarted', node('a', '5461')), failover, undefined],
    ['no rule that is not named', alert('aof/not-enabled', node('a', '0')), failover, undefined],
    [
      'the cluster state where slots are uncovered',
      alert('topology/cluster-state-fail', { kind: 'cluster', id: 'test' }),
      uncovered,
      'topology/slot-uncovered',
    ],
    ['never itself', unreachable, unreachable, undefined],
  ])('%s', (_, muted, louder, by) => {
    expect(mutedBy(muted, [louder, muted], rules)).toBe(by);
  });
});
