import type { ClusterMember } from '../../facts.ts';
import { fail, pass, unknown } from '../../finding.ts';
import { defineRule, type MemberIdentity, numberOption } from '../../rule.ts';
import { countSlots, mergeSlotRanges } from '../../slots.ts';
import type { Views } from '../../topology.ts';
import { sharedEpochs, topologyDigest, topologyLine, viewsDisagree } from '../../view-digest.ts';

export const rule = defineRule({
  id: 'topology/views-disagree',
  title: 'The nodes disagree about the topology',
  severity: 'critical',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  modes: ['cluster'],
  needs: ['views', 'views.recheck'],
  // All of them steer the collector.
  options: {
    recheckAfterMs: numberOption(2000),
    fullViewsUpTo: numberOption(60, { min: 1, integer: true }),
    sampledViews: numberOption(20, { min: 2, integer: true }),
  },
  optionDocs: {
    recheckAfterMs: 'Milliseconds after which views that disagree are read again',
    fullViewsUpTo: 'Members up to which every node is asked for its view; its cost grows with the square',
    sampledViews: 'Nodes asked for their view in a cluster larger than that, in rotation',
  },
  why:
    'Clients are sent to whichever node the one they asked believes in. While the nodes disagree, commands bounce or ' +
    'are refused, and writes accepted by the wrong node are thrown away once they agree again. Nodes settle this by ' +
    'themselves within seconds; here they have not.',
  fix: [
    { run: 'redis-cli --cluster check {host}:{port}' },
    'The evidence names the nodes that hold each picture and the members they see differently.',
    'A member that only some nodes forgot: it comes back by itself after 60 s. To remove it, run CLUSTER FORGET on every ' +
      'other node within 60 s.',
    'A node cut off from the bus: open its bus port (client port + 10000 unless set otherwise) to all others.',
    'Two primaries with one config epoch: run CLUSTER BUMPEPOCH on one of them.',
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/',
    'https://redis.io/docs/latest/commands/cluster-nodes/',
  ],
  limits:
    'Nodes that do not answer are not compared. Above `fullViewsUpTo` members only a sample is, in rotation. Where the ' +
    'nodes only differ in whom a node without slots follows, as for seconds after a failover, the verdict is left open.',
  check({ fact, known, options }) {
    const [first, second] = [fact('views'), fact('views.recheck')];
    const lonely = first.size === 1 && [...first.values()].some((view) => view.length > 1);
    if (lonely && !viewsDisagree(first)) return unknown('only one node told its view, so nothing can be compared');
    if (!viewsDisagree(first)) return pass({ viewsRead: first.size });
    if (viewsDisagree(second)) {
      if (isSettling([...second.values()])) return unknown('they differ only in whom a node without slots follows');
      return fail(messageOf(second, options.recheckAfterMs), evidenceOf(second, known));
    }
    if (second.size < first.size)
      return unknown(`the first views disagree, and only ${second.size} of ${first.size} were read again`);
    return pass({ viewsRead: first.size, settledWithinMs: options.recheckAfterMs });
  },
});

/**
 * Whether the views name the same members and owners of slots. Redis 7.0 and 8.0 then still need 2 to 4 s after every
 * failover, with more nodes up to half of `cluster-node-timeout`, until all call the former primary a replica.
 */
function isSettling(views: readonly (readonly ClusterMember[])[]): boolean {
  const different = new Set(seenDifferently(views));
  const hasAllWithoutSlots = (view: readonly ClusterMember[]): boolean =>
    view.filter(({ nodeId, slots }) => different.has(nodeId) && slots.length === 0).length === different.size;
  return views.every((view) => hasAllWithoutSlots(view) && sharedEpochs(view).length === 0);
}

function messageOf(views: Views, recheckAfterMs: number): string {
  const pictures = new Set([...views.values()].map(topologyDigest)).size;
  const what =
    pictures > 1
      ? `${views.size} nodes hold ${pictures} different pictures of the cluster`
      : `two slot owners share config epoch ${epochsOf(views).join(', ')}`;
  return `${what}, in two readings ${recheckAfterMs} ms apart`;
}

function evidenceOf(views: Views, known: readonly MemberIdentity[]) {
  const addressOf = (nodeId: string): string => known.find((each) => each.nodeId === nodeId)?.address ?? nodeId;
  const groups = Map.groupBy(views, ([, members]) => topologyDigest(members));
  return {
    pictures: [...groups.values()].map((holders) => {
      const members = holders[0]?.[1] ?? [];
      const slots = countSlots(mergeSlotRanges(members.flatMap((member) => member.slots)));
      return { heldBy: holders.map(([nodeId]) => addressOf(nodeId)), members: members.length, slots };
    }),
    seenDifferently: seenDifferently([...views.values()]).map(addressOf),
    sharedEpochs: epochsOf(views),
  };
}

function epochsOf(views: Views): readonly number[] {
  return [...new Set([...views.values()].flatMap(sharedEpochs))];
}

/** Ids of the members whose line is missing in a view or not the same in all of them. */
function seenDifferently(views: readonly (readonly ClusterMember[])[]): readonly string[] {
  const ids = new Set(views.flatMap((view) => view.map((member) => member.nodeId)));
  const lines = views.map((view) => new Map(view.map((member) => [member.nodeId, topologyLine(member)])));
  return [...ids].filter((id) => new Set(lines.map((view) => view.get(id))).size > 1).sort();
}
