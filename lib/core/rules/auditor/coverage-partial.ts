import { fail, pass, unknown, type Verdict } from '../../finding.ts';
import { listNames, missesOf } from '../../misses.ts';
import type { MissReason } from '../../observed.ts';
import { defineRule } from '../../rule.ts';

/** Ways in which a node that answers can leave questions open. `connect-refused`: it hung up in between. */
const leftOpen: readonly MissReason[] = ['timeout', 'connect-refused', 'unparsable', 'not-attempted'];

/** While these last there is no telling what would have come; each has a rule of its own. */
const elsewhere: readonly MissReason[] = ['auth', 'busy', 'loading', 'tls'];

export const rule = defineRule({
  id: 'auditor/coverage-partial',
  title: 'Part of a node could not be audited',
  severity: 'warning',
  perKind: true,
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  needs: ['connection'],
  why:
    'The node answered, but facts that enabled rules need did not come back. Those rules say nothing about this node, ' +
    'neither good nor bad, until they do.',
  fix: [
    'timeout: the node or the way to it is slow, or something between them holds a reply back. Ask by hand:',
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 10' },
    'connect-refused: the node hung up in the middle, as it does when it ends or `maxmemory-clients` is reached.',
    'not-attempted: the deadline of the whole audit came first. Give it more time, or audit less at once.',
    'unparsable: the reply is of a form that this version of the auditor does not know. Update it, or report the reply.',
  ],
  links: ['https://redis.io/docs/latest/commands/slowlog-get/'],
  check({ node, run, fact }) {
    const { answered, outcome } = fact('connection');
    if (!answered && outcome.state === 'not-attempted')
      return fail('it was not visited in this audit', { visited: false });
    const misses = missesOf(run, node.nodeId);
    if (!answered || misses === undefined) return unknown('it did not answer');
    // A server hangs up on questions from a connection that is not logged in.
    if (outcome.state === 'failed' && elsewhere.includes(outcome.reason)) return heldBack(outcome.reason);
    const open = misses.filter(({ reason }) => leftOpen.includes(reason));
    if (open.length === 0) {
      const blocked = misses.find(({ reason }) => elsewhere.includes(reason));
      return blocked === undefined ? pass() : heldBack(blocked.reason);
    }
    const reasons = [...new Set(open.map(({ reason }) => reason))].sort();
    const facts = open.map((miss) => miss.fact).sort();
    const count = facts.length === 1 ? '1 needed fact is' : `${facts.length} needed facts are`;
    return fail(`${count} missing (${reasons.join(', ')}): ${listNames(facts)}`, { visited: true, reasons, facts });
  },
});

function heldBack(reason: MissReason): Verdict {
  return unknown(`its answers are held back: ${reason}`);
}
