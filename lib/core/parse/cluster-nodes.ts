import { type Address, formatAddress, parseAddress } from '../address.ts';
import type { ClusterMember } from '../facts.ts';
import { type Observed, ok } from '../observed.ts';
import { neutralise } from '../redact/text.ts';
import { mergeSlotRanges, type SlotRange } from '../slots.ts';
import { unknownForm } from './reply.ts';

/** One node's `CLUSTER NODES`. */
export interface ClusterNodes {
  /** Id of the node that answered. */
  readonly self: string;
  /**
   * In the order of their ids, whatever order the node chose. With one {@link LineCache} for all nodes, equal lines
   * are one object, so equal views can be told by comparing references.
   */
  readonly members: readonly ClusterMember[];
  /** `100->-id` migrating away, `100-<-id` importing. */
  readonly openSlots: readonly string[];
}

/** Lines already read, without what differs from node to node and from call to call. */
export type LineCache = Map<string, ClusterMember>;

/** Longest host name that DNS allows. */
const MAX_HOSTNAME = 253;

/**
 * Reads `CLUSTER NODES` in the form of any version. One line that cannot be read makes the whole answer `unparsable`: a
 * view with a member missing would be a false statement about the cluster.
 *
 * @param dialled where the node was reached; a node alone does not know its own address
 */
export function parseClusterNodes(
  reply: unknown,
  dialled: Address,
  cache: LineCache = new Map(),
): Observed<ClusterNodes> {
  if (typeof reply !== 'string') return unknownForm('CLUSTER NODES');
  const members: ClusterMember[] = [];
  let self: string | null = null;
  let openSlots: readonly string[] = [];
  for (const line of reply.split('\n')) {
    if (line === '') continue;
    const own = ownLine(line, dialled);
    const member = cachedMember(own?.line ?? line, cache);
    if (member === undefined) return unknownForm('CLUSTER NODES');
    members.push(member);
    if (own !== undefined) {
      self = member.nodeId;
      openSlots = own.openSlots;
    }
  }
  if (self === null) return unknownForm('CLUSTER NODES');
  return ok({ self, members: members.sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1)), openSlots });
}

/** The line of the node itself as the others print it, and what only it prints. */
function ownLine(line: string, dialled: Address): { line: string; openSlots: readonly string[] } | undefined {
  const mark = line.indexOf(' myself,');
  if (mark === -1) return undefined;
  const open = line.indexOf(' [');
  const slots = open === -1 ? '' : line.slice(open + 1);
  const rest = line.slice(mark + ' myself,'.length, open === -1 ? line.length : open);
  const start = line.slice(0, mark).replace(/ (?=:\d+@)/, ` ${dialled.host}`);
  return { line: `${start} ${rest}`, openSlots: slots.match(/[^[\]\s]+/g) ?? [] };
}

/** Leaves the times of the last ping and pong out, which differ at every call, and looks the rest up. */
function cachedMember(line: string, cache: LineCache): ClusterMember | undefined {
  const afterAddress = line.indexOf(' ', line.indexOf(' ') + 1);
  const afterPrimary = line.indexOf(' ', line.indexOf(' ', afterAddress + 1) + 1);
  const afterPong = line.indexOf(' ', line.indexOf(' ', afterPrimary + 1) + 1);
  const key = line.slice(0, afterPrimary) + line.slice(afterPong);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const member = parseMember(key.trimEnd().split(' '));
  if (member !== undefined) cache.set(key, member);
  return member;
}

/** `id ip:port@cport[,hostname[,name=value…]] flags primary epoch link slots…` */
function parseMember(words: readonly string[]): ClusterMember | undefined {
  const [nodeId = '', endpoint = '', flagText = '', primaryId = '', epoch = '', link = '', ...slotWords] = words;
  const [listen = '', hostname = ''] = endpoint.split(',');
  const address = parseAddress(listen.split('@')[0] ?? '');
  const slots = slotWords.map(parseRange);
  const readable = /^[0-9a-f]{40}$/.test(nodeId) && /^\d+$/.test(epoch) && /^(?:dis)?connected$/.test(link);
  if (!readable || address === null || !slots.every((range) => range !== undefined)) return undefined;
  const flags = flagText.split(',');
  return {
    nodeId,
    address: formatAddress(address.host, address.port),
    ...(hostname === '' || hostname.includes('=') ? {} : { hostname: neutralise(hostname, MAX_HOSTNAME) }),
    role: flags.includes('slave') || flags.includes('replica') ? 'replica' : 'primary',
    ...(primaryId === '-' ? {} : { primaryId }),
    flags: flags.filter((flag) => !roleFlags.has(flag)).sort(),
    configEpoch: Number(epoch),
    linkConnected: link === 'connected',
    slots: mergeSlotRanges(slots),
  };
}

/** Flags that say the role, or that there is nothing to say. */
const roleFlags = new Set(['master', 'slave', 'primary', 'replica', 'noflags']);

/** `0-5460` or `5461` */
function parseRange(word: string): SlotRange | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(word);
  return match === null ? undefined : [Number(match[1]), Number(match[2] ?? match[1])];
}
