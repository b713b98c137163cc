import type { ClusterDiff } from '../../core/diff/clusters.ts';
import type { TopologyDiff } from '../../core/diff/topology.ts';
import type { ChangeLine } from '../page-data.ts';

const none = { nodeId: null, before: null, after: null };

/** What two readings differ in, line by line. */
export function linesOf({ topology, restarted, changes }: ClusterDiff): readonly ChangeLine[] {
  return [
    ...(topology === null ? [] : topologyLines(topology)),
    ...restarted.map(
      (where): ChangeLine => ({ ...none, kind: 'restarted', where, what: 'runs as another process: it was restarted' }),
    ),
    ...changes.map(
      ({ address: where, nodeId, name: what, before, after }): ChangeLine => ({
        kind: 'setting',
        where,
        nodeId,
        what,
        before,
        after,
      }),
    ),
  ];
}

function topologyLines({ joined, left, roles, addresses, moved }: TopologyDiff): readonly ChangeLine[] {
  return [
    ...joined.map(({ address: where, nodeId, position: after }): ChangeLine => {
      return { kind: 'joined', where, nodeId, what: 'joined the cluster', before: null, after };
    }),
    ...left.map(({ address: where, nodeId, position: before }): ChangeLine => {
      return { kind: 'left', where, nodeId, what: 'left the cluster', before, after: null };
    }),
    ...roles.map(({ address: where, ...each }): ChangeLine => ({ ...each, kind: 'role', where, what: 'role' })),
    ...addresses.map(
      ({ address: where, ...each }): ChangeLine => ({ ...each, kind: 'address', where, what: 'address' }),
    ),
    ...moved.map(({ from, to, slots, count }): ChangeLine => {
      const what = `${count === 1 ? 'slot' : `${count} slots`} ${slots}`;
      const owners = { before: from ?? 'nobody', after: to ?? 'nobody' };
      return { ...none, kind: 'slots', where: to ?? from ?? '', what, ...owners };
    }),
  ];
}
