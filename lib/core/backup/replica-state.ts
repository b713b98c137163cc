import { parseAddress } from '../address.ts';
import type { Info, NodeFacts, ReplicaLine, Role } from '../facts.ts';
import type { Absent } from '../observed.ts';
import type { TopologyMember } from '../topology.ts';
import type { Lag } from './save-plan.ts';

/** What matters about a member when somebody is to fork. */
export interface MemberState {
  readonly nodeId: string;
  readonly address: string;
  /** The address without the port: members that share it share a machine. */
  readonly host: string;
  /** Most of the others say that it is gone. */
  readonly markedFailed: boolean;
  /** What its INFO said; why there is none otherwise. */
  readonly said: MemberWords | Absent;
}

/** One reading of INFO; null is a field that this server does not have. */
export interface MemberWords {
  readonly state: 'read';
  /** By its own word. */
  readonly role: Role | null;
  readonly loading: boolean;
  readonly linkUp: boolean;
  readonly syncing: boolean;
  /** Children that run or are about to: `a save`, `an AOF rewrite`. */
  readonly forks: readonly string[];
  readonly lastSaveFailed: boolean;
  readonly residentBytes: number | null;
  readonly memoryBytes: number | null;
  /** Pages that the last save had to copy; 0 when there was none. */
  readonly lastCopyBytes: number;
}

export function memberState(
  { nodeId, address, markedFailed }: TopologyMember,
  node: NodeFacts | undefined,
): MemberState {
  const host = parseAddress(address)?.host ?? address;
  const said: MemberState['said'] =
    node === undefined
      ? { state: 'not-attempted', detail: 'nobody visited it' }
      : node.info.state === 'ok'
        ? wordsOf(node.info.value)
        : node.info;
  return { nodeId, address, host, markedFailed, said };
}

function wordsOf({ fields }: Info): MemberWords {
  return {
    state: 'read',
    role: fields.role === 'slave' ? 'replica' : fields.role === 'master' ? 'primary' : null,
    loading: fields.loading === '1',
    linkUp: fields.master_link_status === 'up',
    syncing: fields.master_sync_in_progress === '1',
    forks: forksIn(fields),
    lastSaveFailed: fields.rdb_last_bgsave_status !== undefined && fields.rdb_last_bgsave_status !== 'ok',
    residentBytes: numberIn(fields, 'used_memory_rss'),
    memoryBytes: numberIn(fields, 'total_system_memory'),
    lastCopyBytes: numberIn(fields, 'rdb_last_cow_size') ?? 0,
  };
}

/** In the order in which they are told. A scheduled rewrite begins as soon as it can. */
const children: readonly (readonly [field: string, what: string])[] = [
  ['rdb_bgsave_in_progress', 'a save'],
  ['aof_rewrite_in_progress', 'an AOF rewrite'],
  ['aof_rewrite_scheduled', 'an AOF rewrite that is about to begin'],
  ['module_fork_in_progress', 'a fork of a module'],
  ['slot_migration_fork_in_progress', 'a slot migration'],
];

/** Children that run, by the fields of `INFO persistence`. */
export function forksIn(fields: Readonly<Record<string, string>>): readonly string[] {
  return children.flatMap(([field, what]) => (fields[field] === '1' ? [what] : []));
}

/** A field of INFO as a number; null when it is not there, or none. */
export function numberIn(fields: Readonly<Record<string, string>>, name: string): number | null {
  const text = fields[name];
  const number = Number(text);
  return text === undefined || text === '' || !Number.isFinite(number) ? null : number;
}

/**
 * How far a replica is behind. The primary's line about it is one reading of both; where there is none, the offsets that
 * the two told one after the other are compared.
 */
export function lagOf(address: string, replica: Info | undefined, primary: Info | undefined): Lag {
  if (primary === undefined) return { bytes: null, seconds: null };
  const offset = numberIn(primary.fields, 'master_repl_offset');
  const line = lineOf(address, primary.replicas);
  const reached = line?.offset ?? numberIn(replica?.fields ?? {}, 'slave_repl_offset');
  const bytes = offset === null || reached === null ? null : Math.max(0, offset - reached);
  return { bytes, seconds: line === undefined ? null : Math.max(0, line.lag) };
}

/** A primary sees the address that a replica connects from, which need not be the announced one: then the port decides. */
function lineOf(address: string, lines: readonly ReplicaLine[]): ReplicaLine | undefined {
  const announced = parseAddress(address);
  const samePort = lines.filter(({ port }) => port !== 0 && port === announced?.port);
  return samePort.find(({ ip }) => ip === announced?.host) ?? (samePort.length === 1 ? samePort[0] : undefined);
}
