import { fail, pass, unknown } from '../../finding.ts';
import { isCounterpart, type OpenSlot, parseOpenSlots } from '../../open-slots.ts';
import { defineRule, type FellowReader } from '../../rule.ts';

export const rule = defineRule({
  id: 'topology/slot-left-open',
  title: 'A slot was left open by a reshard',
  severity: 'warning',
  scope: 'node',
  // Valkey tells replicas from 8.0 on what their primary has open.
  role: 'primary',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  modes: ['cluster'],
  needs: ['nodes'],
  why:
    'A reshard stopped half-way: the slot is marked as moving, and nobody moves it. Its keys may be on both sides, ' +
    'commands on them are redirected with ASK, those on several keys fail with TRYAGAIN, and the next reshard refuses ' +
    'to start.',
  fix: [
    { run: 'redis-cli --cluster check {host}:{port}' },
    'See first that no reshard is running. Then let it finish what was begun; it asks before it moves keys:',
    { run: 'redis-cli --cluster fix {host}:{port}' },
    'If no key has moved, the mark alone can be taken away, on both nodes: `CLUSTER SETSLOT SLOT STABLE`.',
  ],
  links: [
    'https://redis.io/docs/latest/commands/cluster-setslot/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/',
  ],
  limits:
    'A slot that is open on both sides and seen for the first time passes: a reshard is at work. One that takes longer ' +
    'than from one audit to the next for a single slot fails.',
  check({ node, fact, everyone, maybePrevious }) {
    const open = parseOpenSlots(fact('nodes').openSlots);
    if (open.length === 0) return pass();
    const before = parseOpenSlots(maybePrevious('nodes')?.openSlots ?? []);
    const judged = open.map((slot) => ({ ...slot, why: whyLeftOpen(slot, node.nodeId, before, everyone) }));
    const left = judged.filter(({ why }) => why !== null && why !== 'unread');
    const evidence = { open: judged.map((each) => ({ ...each })) };
    if (left.length > 0) {
      const [first] = left;
      const more = left.length === 1 ? '' : `, and ${left.length - 1} more`;
      return fail(`slot ${first?.slot} is ${first?.direction}, ${first?.why}${more}`, evidence);
    }
    if (judged.some(({ why }) => why === 'unread')) return unknown('the other side could not be read', evidence);
    return pass(evidence);
  },
});

/** Null for a reshard at work; `unread` when the other side says nothing. */
function whyLeftOpen(
  open: OpenSlot,
  node: string,
  before: readonly OpenSlot[],
  everyone: readonly FellowReader<'nodes'>[],
): string | null {
  const same = (other: OpenSlot): boolean =>
    other.slot === open.slot && other.direction === open.direction && other.peer === open.peer;
  if (before.some(same)) return 'as in the previous audit';
  const peer = everyone.find((member) => member.node.nodeId === open.peer);
  if (peer === undefined) return 'and the other side is no member';
  const theirs = peer.maybe('nodes');
  if (theirs === undefined) return 'unread';
  const otherSide = parseOpenSlots(theirs.openSlots);
  if (otherSide.some((other) => isCounterpart(open, node, other))) return null;
  // The two are read one after the other, and a reshard may have gone on to the next slot meanwhile.
  const atWork = otherSide.some((other) => other.direction !== open.direction && other.peer === node);
  return atWork ? null : 'and the other side knows nothing of it';
}
