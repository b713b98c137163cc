import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule } from '../../rule.ts';
import { formatSlotRanges } from '../../slots.ts';

export const rule = defineRule({
  id: 'topology/node-marked-failed',
  title: 'Other nodes mark a node as failed',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  modes: ['cluster'],
  needs: ['topology'],
  why:
    'The nodes watch each other over the cluster bus. When most of them have given a node up, a primary has lost its ' +
    'slots or is about to; when single nodes go on suspecting it, the bus between them is bad, and the next hiccup may ' +
    'start a failover that nobody needs.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CLUSTER NODES' },
    'If the node is down, start it; if it is gone for good, run CLUSTER FORGET with its id on every other node.',
    'If it answers clients, the cluster bus is what fails: check that the bus port (client port + 10000 unless set ' +
      'otherwise) is open between all nodes in both directions.',
    'If it was busy, look in its slow log for commands longer than `cluster-node-timeout`.',
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/',
    'https://redis.io/docs/latest/commands/cluster-nodes/',
  ],
  limits: 'A suspicion that came and went between two audits is not seen, and one seen for the first time passes.',
  check({ node, fact, maybePrevious }) {
    const { members, shards, viewsRead } = fact('topology');
    const member = members.find(({ nodeId }) => nodeId === node.nodeId);
    if (member === undefined) return skip('no node lists it as a member');
    const { markedFailed, suspectedBy } = member;
    const slots = shards.find(({ primary }) => primary === node.nodeId)?.slots ?? [];
    const evidence = { suspectedBy, viewsRead, markedFailed, slots: formatSlotRanges(slots) };
    if (markedFailed) return fail(`marked as failed by the majority of ${viewsRead} views read`, evidence);
    if (suspectedBy === 0) return pass();
    // The majority's word counts on a first audit too; only a mere suspicion needs the audit before.
    const before = maybePrevious('topology')?.members.find(({ nodeId }) => nodeId === node.nodeId);
    if (before === undefined)
      return unknown('suspected by some, and there is no earlier audit to compare with', evidence);
    if (before.suspectedBy === 0) return pass(evidence);
    return fail(`suspected in ${suspectedBy} of ${viewsRead} views, and in the previous audit too`, evidence);
  },
});
