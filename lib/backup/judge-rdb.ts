import type { CopiedShard, StoredContent, StoredRdb } from '../core/backup/manifest.ts';
import type { Role } from '../core/facts.ts';
import { LAST_UNIX_SECOND } from '../core/parse/reply.ts';
import type { RdbOrigin } from './rdb/origin.ts';
import type { RdbContent, RdbSummary } from './rdb/summary.ts';

type Judgement = Pick<CopiedShard, 'outcome' | 'problem' | 'todo'>;

const fine: Judgement = { outcome: 'ok', problem: null, todo: null };

/** What an RDB that came to its end is worth. The worst that can be said of it is said. */
export function judgeRdb(summary: RdbSummary, roleAfter: Role | null): Judgement {
  return judgeBytes(summary) ?? judgeRole(roleAfter) ?? judgeDepth(summary) ?? fine;
}

/** What is wrong with RDB data, in words without anything of the data. */
export function problemsIn({ problems }: Pick<RdbSummary, 'problems'>): readonly string[] {
  return problems.map(({ reason, offset, detail }) => `${reason} at byte ${offset}: ${detail}`);
}

function judgeBytes(summary: RdbSummary): Judgement | undefined {
  if (summary.verdict === 'damaged')
    return {
      outcome: 'damaged',
      problem: `what it sent is no whole RDB (${problemsIn(summary).join('; ')})`,
      todo: 'Copy again; if it stays, look at the memory and the log of the node.',
    };
  const outside = summary.content?.outside?.keys ?? 0;
  if (outside === 0) return undefined;
  return {
    outcome: 'misplaced-keys',
    problem: `it holds ${outside} keys of slots that its shard does not own`,
    todo: 'Copy again when no slot is being moved.',
  };
}

function judgeRole(roleAfter: Role | null): Judgement | undefined {
  if (roleAfter === 'primary')
    return {
      outcome: 'became-primary',
      problem: 'it was made a primary while it was copied',
      todo: 'The RDB is whole. Clients may have felt the fork.',
    };
  if (roleAfter === 'replica') return undefined;
  return {
    outcome: 'role-unknown',
    problem: 'it did not say afterwards whether it is still a replica',
    todo: 'The RDB is whole. See that the node answers.',
  };
}

function judgeDepth(summary: RdbSummary): Judgement | undefined {
  if (summary.verdict === 'unverifiable')
    return {
      outcome: 'unverifiable',
      problem: 'the server writes no checksum',
      todo: 'Set `rdbchecksum yes`, so that what breaks before it is copied is noticed.',
    };
  if (summary.verdict !== 'unknown-format') return undefined;
  return {
    outcome: 'unknown-format',
    problem: `its keys could not be counted (${problemsIn(summary).join('; ')})`,
    todo: 'Update the auditor.',
  };
}

const SHOWN_SLOTS = 10;

/** @returns null for what must not be stored */
export function storedRdb(
  { format, bytes, sha256, checksum, verdict, content }: RdbSummary,
  file: string,
): StoredRdb | null {
  if (format === null || sha256 === null || checksum.state === 'absent' || checksum.state === 'mismatch') return null;
  const isKnown = verdict !== 'unknown-format';
  return {
    file,
    bytes,
    sha256,
    checksum: { state: checksum.state, crc64: checksum.computed },
    format,
    level: isKnown ? 2 : 1,
    content: content === null || !isKnown ? null : storedContent(content),
  };
}

function storedContent({ origin, slots, outside, keys, expiring, databases, functions }: RdbContent): StoredContent {
  const fullest = [...slots].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, SHOWN_SLOTS);
  return {
    origin: storedOrigin(origin),
    keys,
    expiring,
    databases,
    functions,
    slotsWithKeys: slots.length,
    fullestSlots: fullest,
    misplacedKeys: outside?.keys ?? 0,
  };
}

function storedOrigin({ createdAt, ...origin }: RdbOrigin): StoredContent['origin'] {
  return {
    engine: origin.engine ?? null,
    serverVersion: origin.serverVersion ?? null,
    savedAt: createdAt === undefined || createdAt > LAST_UNIX_SECOND ? null : new Date(createdAt * 1000).toISOString(),
    usedMemoryBytes: origin.usedMemory ?? null,
    replicationId: origin.replicationId ?? null,
    replicationOffset: origin.replicationOffset ?? null,
  };
}
