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
   * are one object, so equal views can be told by comparing references; nodes that agree mostly share one list.
   */
  readonly members: readonly ClusterMember[];
  /** `100->-id` migrating away, `100-<-id` importing. */
  readonly openSlots: readonly string[];
}

/** Lines already read, by the id they begin with: most nodes say the same of a member. */
export interface LineCache extends Map<string, readonly KnownLine[]> {
  /** All members as the node before listed them. */
  lastView?: readonly ClusterMember[];
}

/** A line but for the times of the last ping and pong, which differ from node to node and from call to call. */
interface KnownLine {
  /** Id, address, flags, primary, with the space after it. */
  readonly head: string;
  /** Epoch, link and slots, with the space before it. */
  readonly tail: string;
  readonly member: ClusterMember;
}

/** Lines kept for one id; nodes that disagree about a member, or a cluster that changes, bring more than one. */
const MOST_KNOWN_LINES = 4;

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
  for (let start = 0, end = 0; start < reply.length; start = end + 1) {
    end = lineEnd(reply, start);
    const known = knownMember(reply, start, end, cache);
    if (known !== undefined) {
      members.push(known);
      continue;
    }
    const line = reply.slice(start, end);
    if (line === '') continue;
    const own = ownLine(line, dialled);
    const member = memberIn(own?.line ?? line, cache);
    if (member === undefined) return unknownForm('CLUSTER NODES');
    members.push(member);
    if (own !== undefined) {
      self = member.nodeId;
      openSlots = own.openSlots;
    }
  }
  if (self === null) return unknownForm('CLUSTER NODES');
  return ok({ self, members: inOrder(members, cache), openSlots });
}

/** Sorting is the dearest part, and nodes that agree differ in their order only: then the list is there already. */
function inOrder(members: ClusterMember[], cache: LineCache): readonly ClusterMember[] {
  const listed = new Set(members);
  const { lastView } = cache;
  if (lastView?.length === members.length && lastView.every((member) => listed.has(member))) return lastView;
  cache.lastView = members.sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1));
  return cache.lastView;
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

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

/** The member of a line that was read before, found without taking the line apart: every node has one for every other. */
function knownMember(text: string, start: number, end: number, cache: LineCache): ClusterMember | undefined {
  for (const { head, tail, member } of cache.get(text.slice(start, start + ID_LENGTH)) ?? []) {
    // Comparing slices takes half the time of `startsWith`.
    if (text.slice(start, start + head.length) !== head) continue;
    const afterPong = text.indexOf(' ', text.indexOf(' ', start + head.length) + 1);
    if (text.slice(afterPong, end) === tail) return member;
  }
  return undefined;
}

const ID_LENGTH = 40;

function memberIn(line: string, cache: LineCache): ClusterMember | undefined {
  const known = knownMember(line, 0, line.length, cache);
  if (known !== undefined) return known;
  const afterAddress = line.indexOf(' ', line.indexOf(' ') + 1);
  const afterPrimary = line.indexOf(' ', line.indexOf(' ', afterAddress + 1) + 1);
  const afterPong = line.indexOf(' ', line.indexOf(' ', afterPrimary + 1) + 1);
  const [head, tail] = [line.slice(0, afterPrimary + 1), line.slice(afterPong)];
  const member = parseMember(`${head.trimEnd()}${tail}`.trimEnd().split(' '));
  if (member !== undefined) {
    const others = cache.get(member.nodeId) ?? [];
    cache.set(member.nodeId, [{ head, tail, member }, ...others].slice(0, MOST_KNOWN_LINES));
  }
  return member;
}

/** `id ip:port@cport[,hostname[,name=value…]] flags primary epoch link slots…` */
function parseMember(words: readonly string[]): ClusterMember | undefined {
  const [nodeId = '', endpoint = '', flagText = '', primaryId = '', epoch = '', link = '', ...slotWords] = words;
  const [listen = '', hostname = ''] = endpoint.split(',');
  const address = parseAddress(listen.split('@')[0] ?? '');
  const slots = slotWords.map(parseRange);
  const readable = /^[0-9a-f]{40}$/.test(nodeId) && /^\d{1,20}$/.test(epoch) && /^(?:dis)?connected$/.test(link);
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
