import type { ClusterMember, ClusterView } from './facts.ts';
import { shortHash } from './fingerprint.ts';

/** Collects the views of all nodes; equal ones are kept once. In a healthy cluster that is one for all. */
export interface ViewTable {
  /** @returns the id under which the view is found in {@link ViewTable.views} */
  add(members: readonly ClusterMember[]): string;
  readonly views: Readonly<Record<string, ClusterView>>;
}

export function viewTable(): ViewTable {
  const views: Record<string, ClusterView> = {};
  const known = new Map<readonly ClusterMember[], string>();
  const idOf = (members: readonly ClusterMember[]): string => {
    const sorted = [...members].sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1));
    // The parser hands out one object for equal lines, so equal views mostly hold the very same objects.
    const twin = Object.entries(views).find(([, view]) => isSame(view.members, sorted));
    if (twin !== undefined) return twin[0];
    const id = shortHash([JSON.stringify(sorted)]);
    views[id] ??= { members: sorted };
    return id;
  };
  return {
    views,
    add(members) {
      const id = known.get(members) ?? idOf(members);
      known.set(members, id);
      return id;
    },
  };
}

function isSame(a: readonly ClusterMember[], b: readonly ClusterMember[]): boolean {
  return a.length === b.length && a.every((member, index) => member === b[index]);
}
