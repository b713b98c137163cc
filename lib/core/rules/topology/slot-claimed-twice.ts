import { fail, pass, unknown } from '../../finding.ts';
import { defineRule } from '../../rule.ts';
import { formatSlotRanges, mergeSlotRanges, type SlotRange } from '../../slots.ts';
import type { Views } from '../../topology.ts';

export const rule = defineRule({
  id: 'topology/slot-claimed-twice',
  title: 'Two primaries claim the same slots',
  severity: 'critical',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  modes: ['cluster'],
  needs: ['views', 'views.recheck'],
  why:
    'Two primaries serve the same slots, each by its own word, and both accept writes to them. Once they agree again, ' +
    'the one with the older claim becomes a replica or empties the slot, and what was written to it is gone.',
  fix: [
    { run: 'redis-cli --cluster check {host}:{port}' },
    'The evidence names both. Before anything else save what each of them holds, on both:',
    { run: 'redis-cli -h {host} -p {port} BGSAVE' },
    'If one of them is cut off from the bus, open its bus port (client port + 10000 unless set otherwise) to all others.',
    'Else decide who keeps the slots, and on the other one run CLUSTER DELSLOTS for them, then `redis-cli --cluster fix`.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/'],
  limits:
    'Only nodes whose own line could be read are compared: one that the auditor cannot reach may claim slots too.',
  check({ fact, known }) {
    const first = doubleClaims(fact('views'));
    if (first.size === 0) return pass({ viewsRead: fact('views').size });
    const again = fact('views.recheck');
    if (again.size === 0) return unknown('slots are claimed twice, and the views were not read again');
    const both = [...doubleClaims(again)].filter(([pair]) => first.has(pair));
    if (both.length === 0) return pass({ viewsRead: again.size });
    const addressOf = (nodeId: string): string => known.find((each) => each.nodeId === nodeId)?.address ?? nodeId;
    const claims = both.map(([pair, slots]) => ({
      claimedBy: pair.split(' ').map(addressOf),
      slots: formatSlotRanges(slots),
    }));
    const each = claims.map(({ claimedBy, slots }) => `${claimedBy.join(' and ')} both claim ${slots}`);
    return fail(each.join('; '), { claims });
  },
});

/** Slots that a primary claims in its own line. */
interface Claim {
  readonly nodeId: string;
  readonly range: SlotRange;
}

/** Pair of node ids → slots that both claim in their own line. */
function doubleClaims(views: Views): ReadonlyMap<string, readonly SlotRange[]> {
  const twice = new Map<string, readonly SlotRange[]>();
  let reaching: readonly Claim[] = [];
  for (const claim of claimsIn(views)) {
    const [first, last] = claim.range;
    reaching = reaching.filter(({ range }) => range[1] >= first);
    for (const { nodeId, range } of reaching) {
      if (nodeId === claim.nodeId) continue;
      const pair = [nodeId, claim.nodeId].sort().join(' ');
      twice.set(pair, mergeSlotRanges([...(twice.get(pair) ?? []), [first, Math.min(last, range[1])]]));
    }
    reaching = [...reaching, claim];
  }
  return twice;
}

/** By their first slot. */
function claimsIn(views: Views): readonly Claim[] {
  const claims: Claim[] = [];
  for (const [nodeId, members] of views) {
    const own = members.find((member) => member.nodeId === nodeId);
    if (own?.role === 'primary') claims.push(...own.slots.map((range) => ({ nodeId, range })));
  }
  return claims.sort((a, b) => a.range[0] - b.range[0]);
}
