import type { Topology } from '../../core/topology.ts';
import type { History } from '../../history/read-model.ts';
import type { Row } from '../../history/rows.ts';
import type { VisitedMember } from '../../history/visit-line.ts';
import type { PageMember, TopologyAt } from '../page-data.ts';
import { byCluster, jsonIn, numberIn, seconds } from './values.ts';

/** One audit that told who belongs to the cluster. */
export interface Visit {
  readonly at: number;
  readonly topology: Topology;
  readonly members: readonly VisitedMember[];
}

/** The audits at which the cluster looked another way than at the one before. */
export async function visitParts(history: History): Promise<(cluster: string) => readonly Visit[]> {
  const rows = await history.rows(`
    SELECT cluster, ${seconds('due_at')} AS "at", topology, members FROM visits WHERE topology IS NOT NULL
    WINDOW same AS (PARTITION BY cluster ORDER BY due_at)
    QUALIFY lag(topology) OVER same IS DISTINCT FROM topology OR lag(members) OVER same IS DISTINCT FROM members
    ORDER BY "at"`);
  const of = byCluster(rows);
  return (cluster) => of(cluster).map(visitIn);
}

/** The facts were checked before these two were taken from them. */
function visitIn(row: Row): Visit {
  return {
    at: numberIn(row, 'at'),
    topology: jsonIn(row, 'topology') as Topology,
    members: (jsonIn(row, 'members') ?? []) as readonly VisitedMember[],
  };
}

/** What the map shows, from each time on at which that is another picture. @param visits oldest first */
export function topologiesOf(visits: readonly Visit[]): readonly TopologyAt[] {
  let last = '';
  return visits.flatMap((visit) => {
    const { at, ...picture } = pictureOf(visit);
    const now = JSON.stringify(picture);
    if (now === last) return [];
    last = now;
    return [{ at, ...picture }];
  });
}

function pictureOf({ at, topology, members }: Visit): TopologyAt {
  const visited = new Map(members.map((member) => [member.nodeId, member]));
  return {
    at,
    shards: topology.shards.map(({ id, slots, primary, replicas }) => ({
      id,
      slots,
      primary,
      replicas: replicas.toSorted(),
    })),
    members: topology.members.map((member) => memberOf(member, visited.get(member.nodeId))),
    uncovered: topology.uncovered,
  };
}

function memberOf(member: Topology['members'][number], visited: VisitedMember | undefined): PageMember {
  return {
    id: member.nodeId,
    address: member.address,
    hostname: member.hostname ?? null,
    role: member.role,
    shard: member.shard ?? null,
    answered: visited?.answered ?? false,
    failed: member.markedFailed,
    suspected: member.suspectedBy > 0,
    link: visited?.link ?? null,
    openSlots: visited?.openSlots ?? [],
  };
}
