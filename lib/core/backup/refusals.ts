import { formatBytes } from '../byte-size.ts';
import type { MemberState, MemberWords } from './replica-state.ts';
import { COPY_SHARE, MEMORY_SHARE, MOST_LAG_BYTES, MOST_LAG_SECONDS } from './save-limits.ts';
import type { Lag, Refusal } from './save-plan.ts';

/** Why a replica does not save. */
export interface Refused {
  readonly refusal: Refusal;
  readonly reason: string;
}

/** A replica, and the members on its host: itself among them. */
export interface Candidate {
  readonly member: MemberState;
  readonly lag: Lag;
  readonly host: readonly MemberState[];
}

/** The first thing that speaks against a fork on this replica now; undefined when nothing does. */
export function refusalOf({ member, lag, host }: Candidate): Refused | undefined {
  if (member.markedFailed) return refused('marked-failed', 'most of the nodes say that it is gone');
  const { said } = member;
  if (said.state !== 'read') return refused('not-answered', `it could not be read: ${said.detail}`);
  return refusedByRole(said) ?? refusedByFork(member, said, host) ?? refusedByLag(lag) ?? refusedByMemory(said, host);
}

function refusedByRole(said: MemberWords): Refused | undefined {
  if (said.role === null) return refused('role-unknown', 'it does not say whether it is a replica');
  if (said.role === 'primary') return refused('is-primary', 'it says that it is a primary now');
  if (said.loading) return refused('loading', 'it is reading its dataset');
  if (said.syncing) return refused('syncing', 'it is being sent the whole dataset by its primary');
  return said.linkUp ? undefined : refused('link-down', 'its link to the primary is down');
}

function refusedByFork({ nodeId }: MemberState, said: MemberWords, host: readonly MemberState[]): Refused | undefined {
  const [own] = said.forks;
  if (own !== undefined) return refused('fork-running', `${own} runs on it`);
  for (const { nodeId: id, address, said: words } of host) {
    const [other] = words.state === 'read' ? words.forks : [];
    if (id !== nodeId && other !== undefined)
      return refused('fork-on-host', `${other} runs on its host, at ${address}`);
  }
  return undefined;
}

function refusedByLag({ bytes, seconds }: Lag): Refused | undefined {
  if (bytes !== null && bytes > MOST_LAG_BYTES)
    return refused('lag', `it is ${formatBytes(bytes)} behind (limit ${formatBytes(MOST_LAG_BYTES)})`);
  if (seconds !== null && seconds > MOST_LAG_SECONDS)
    return refused('lag', `it has acknowledged nothing for ${seconds} s (limit ${MOST_LAG_SECONDS} s)`);
  return undefined;
}

/** An unknown answer refuses: a fork without room ends with the kernel killing somebody. */
function refusedByMemory({ residentBytes, memoryBytes, lastCopyBytes }: MemberWords, host: readonly MemberState[]) {
  if (residentBytes === null || memoryBytes === null)
    return refused('memory-unknown', 'whether the memory suffices for a fork is not known: INFO memory does not say');
  const held = host.reduce((sum, { said }) => sum + (said.state === 'read' ? (said.residentBytes ?? 0) : 0), 0);
  const copied = Math.max(lastCopyBytes, COPY_SHARE * residentBytes);
  if (held + copied <= MEMORY_SHARE * memoryBytes) return undefined;
  const limit = `${MEMORY_SHARE * 100} % of ${formatBytes(memoryBytes)}`;
  return refused(
    'memory-short',
    `${formatBytes(held)} in use on its host and ${formatBytes(copied)} to copy exceed ${limit}`,
  );
}

function refused(refusal: Refusal, reason: string): Refused {
  return { refusal, reason };
}
