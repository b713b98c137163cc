import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';
import { countSlots, formatSlotRanges, type SlotRange } from '../../slots.ts';
import type { Topology } from '../../topology.ts';

export const rule = defineRule({
  id: 'topology/slot-uncovered',
  title: 'Slots have nobody who serves them',
  severity: 'critical',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  modes: ['cluster'],
  needs: ['topology', 'connection'],
  mutes: ['topology/cluster-state-fail', 'commands/refused-by-cluster'],
  why:
    'Keys in these slots can be neither read nor written. With `cluster-require-full-coverage yes`, the default, the ' +
    'whole cluster refuses commands on keys, not just these slots.',
  fix: [
    { run: 'redis-cli --cluster check {host}:{port}' },
    'Owner failed: bring it or one of its replicas back. If a replica lives and no election succeeds, log in to it and ' +
      'run CLUSTER FAILOVER TAKEOVER; this gives up what the replica had not received.',
    'No owner: assign the slots again with `redis-cli --cluster fix`, once it is clear where their keys are.',
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/',
    'https://redis.io/docs/latest/commands/cluster-failover/',
  ],
  limits:
    'A primary that has just died counts as serving its slots until the other nodes suspect it, which takes one ' +
    '`cluster-node-timeout`.',
  check({ fact, members }) {
    const silent = members.filter((member) => {
      const { answered, attempts } = member.fact('connection');
      return !answered && attempts > 0;
    });
    const gaps = gapsOf(fact('topology'), new Set(silent.map(({ node }) => node.nodeId)));
    if (gaps.length === 0) return pass();
    const slots = gaps.reduce((sum, gap) => sum + countSlots(gap.slots), 0);
    const reasons = [...new Set(gaps.map((gap) => gap.reason))].join('; ');
    return fail(`${slots} of 16384 slots are not served: ${reasons}`, {
      slotCount: slots,
      gaps: gaps.map((gap) => ({ slots: formatSlotRanges(gap.slots), reason: gap.reason, owner: gap.owner })),
    });
  },
});

interface Gap {
  readonly slots: readonly SlotRange[];
  readonly reason: string;
  readonly owner: string | null;
}

function gapsOf(topology: Topology, silent: ReadonlySet<string>): readonly Gap[] {
  const { members, shards, uncovered, viewsRead } = topology;
  const owned = shards.flatMap(({ primary, slots }): Gap[] => {
    const owner = members.find((member) => member.nodeId === primary);
    if (owner === undefined) return [];
    if (owner.markedFailed) return [{ slots, owner: owner.address, reason: 'their owner is marked as failed' }];
    if (!silent.has(primary) || owner.suspectedBy < viewsRead) return [];
    return [{ slots, owner: owner.address, reason: 'their owner does not answer and every view suspects it' }];
  });
  const unowned = { slots: uncovered, owner: null, reason: 'they have no owner that most nodes agree on' };
  return uncovered.length === 0 ? owned : [...owned, unowned];
}
