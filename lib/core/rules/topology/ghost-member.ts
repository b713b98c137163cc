import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';
import type { Views } from '../../topology.ts';

export const rule = defineRule({
  id: 'topology/ghost-member',
  title: 'The cluster remembers a node that is gone',
  severity: 'warning',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  modes: ['cluster'],
  needs: ['views'],
  previous: ['views', 'addresses'],
  why:
    'Nodes list a member that nobody can reach any more (`noaddr`), or try to meet one that never answers (`handshake`). ' +
    'If its last address answers under another id, a node there lost its `nodes.conf`: it is an empty stranger now, and ' +
    'its shard lacks a member.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CLUSTER NODES' },
    'Have every node forget it, within 60 s: CLUSTER FORGET with the id from the evidence, on each of them.',
    'If a node lost its `nodes.conf`, let it join again and give it its place: CLUSTER MEET, then CLUSTER REPLICATE. Keep ' +
      'that file on a disk that outlives the process.',
    'If a member is met again and again, somebody gave CLUSTER MEET an address that does not answer on the bus port.',
  ],
  links: [
    'https://redis.io/docs/latest/commands/cluster-forget/',
    'https://redis.io/docs/latest/commands/cluster-nodes/',
  ],
  limits: 'Each try to meet a node has a new id, so one that fails again and again is only seen while one try lasts.',
  check({ fact, previous, known }) {
    const [now, before] = [ghostsIn(fact('views')), ghostsIn(previous('views'))];
    const lasting = [...now].filter(([nodeId]) => before.has(nodeId));
    if (lasting.length === 0) return pass({ seenForTheFirstTime: now.size });
    const ghosts = lasting.map(([nodeId, flag]) => {
      const lastAddress = previous('addresses')[nodeId] ?? null;
      const stranger = known.find((each) => each.address === lastAddress && each.nodeId !== nodeId);
      return { nodeId, flag, lastAddress, lastAddressAnswersAs: stranger?.nodeId ?? null };
    });
    const each = ghosts.map(({ nodeId, flag }) => `${nodeId.slice(0, 8)} (${flag})`);
    return fail(`listed in two audits running and not there: ${each.join(', ')}`, { ghosts });
  },
});

/** Ids that any view lists without an address, or as somebody who is only being met. */
function ghostsIn(views: Views): ReadonlyMap<string, string> {
  const lines = [...new Set(views.values())].flat();
  const flagged = lines.flatMap(({ nodeId, flags }) => {
    const flag = flags.find((each) => each === 'noaddr' || each === 'handshake');
    return flag === undefined ? [] : [[nodeId, flag] as const];
  });
  return new Map(flagged);
}
