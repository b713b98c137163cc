import { parseAddress } from './address.ts';
import { type Matchers, sameAddress } from './matchers.ts';
import type { MemberIdentity } from './rule.ts';
import type { Topology } from './topology.ts';

/** Members and shards that a configuration names. */
export interface DeclaredNames {
  /** `host:port` of the nodes to begin with. */
  readonly seeds: readonly string[];
  /** Announced address → address to connect to. */
  readonly natMap: Readonly<Record<string, string>>;
  /** What maintenance windows are about. */
  readonly windows: readonly { readonly name: string; readonly matchers: Pick<Matchers, 'node' | 'shard'> }[];
}

/** Those of the configuration; its seeds stand in the facts. */
export type ConfiguredNames = Omit<DeclaredNames, 'seeds'>;

/** A name that stands for nobody any more. */
export interface StaleName {
  /** `seeds`, `natMap`, `maintenance weekly-restart` */
  readonly where: string;
  readonly name: string;
}

/** So many views are enough in a cluster of any size: above 60 members no more are read. */
const ENOUGH_VIEWS = 20;

/** Whether enough views were read to say that somebody is in none of them. */
export function tellsWhoIsGone({ shards, viewsRead }: Topology): boolean {
  return viewsRead >= Math.min(ENOUGH_VIEWS, Math.floor(shards.length / 2) + 1);
}

/** @param known every known member, and the seeds that answered to nobody's name */
export function staleNames(
  { seeds, natMap, windows }: DeclaredNames,
  topology: Topology,
  known: readonly MemberIdentity[],
): readonly StaleName[] {
  const isMember = memberAmong(topology);
  const reached = Object.entries(natMap).flatMap(([announced, dialled]) => (isMember(announced) ? [dialled] : []));
  const silent = known.filter(({ nodeId }) => nodeId.includes(':')).map(({ address }) => address);
  const isStale = (seed: string): boolean =>
    silent.includes(seed) && isIp(seed) && !isMember(seed) && !reached.includes(seed);
  return [
    ...seeds.filter(isStale).map((name) => ({ where: 'seeds', name })),
    ...Object.keys(natMap).flatMap((name) => (isMember(name) ? [] : [{ where: 'natMap', name }])),
    ...windows.flatMap(({ name: window, matchers: { node = [], shard = [] } }) => {
      const shards = shard.filter((slot) => isNoShard(slot, topology)).map((slot) => `shard ${slot}`);
      const names = [...node.filter((name) => !isMember(name)), ...shards];
      return names.map((name) => ({ where: `maintenance ${window}`, name }));
    }),
  ];
}

/** Whether a name, an id or an address, is that of a member. */
function memberAmong({ members }: Topology): (name: string) => boolean {
  return (name) => members.some(({ nodeId, address }) => nodeId === name.toLowerCase() || sameAddress(address, name));
}

/** A host name may lead to any member. */
function isIp(address: string): boolean {
  const host = parseAddress(address)?.host ?? '';
  return /^[\d.]+$|:/.test(host);
}

/** A slot that nobody serves may be the first of a shard that is down. */
function isNoShard(slot: string, { shards }: Topology): boolean {
  const isServed = shards.some(({ slots }) =>
    slots.some(([first, last]) => first <= Number(slot) && Number(slot) <= last),
  );
  return isServed && !shards.some(({ id }) => id === slot);
}
