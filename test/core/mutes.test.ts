import { describe, expect, test } from '@jest/globals';
import type { Resource } from '../../lib/core/finding.ts';
import { mutedBy, mutersAmong } from '../../lib/core/mutes.ts';

const node = (id: string, shard = '0'): Resource => ({ kind: 'node', id, shard });
const alert = (rule: string, resource: Resource) => ({ rule, resource });
const rules = new Map([
  ['topology/node-unreachable', { mutes: ['*'] }],
  ['topology/failover-happened', { mutes: ['topology/node-restarted'] }],
  ['topology/slot-uncovered', { mutes: ['topology/cluster-state-fail'] }],
  ['commands/flush-used', { mutes: ['persistence/keys-vanished'] }],
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
    [
      'a rule about the cluster that a rule about any of its nodes names',
      alert('persistence/keys-vanished', { kind: 'cluster', id: 'test' }),
      alert('commands/flush-used', node('a')),
      'commands/flush-used',
    ],
    [
      'no rule about the cluster because one node does not answer',
      alert('topology/views-disagree', { kind: 'cluster', id: 'test' }),
      unreachable,
      undefined,
    ],
    ['never itself', unreachable, unreachable, undefined],
  ])('%s', (_, muted, louder, by) => {
    expect(mutedBy(muted, mutersAmong([louder, muted], rules))).toBe(by);
  });
});
