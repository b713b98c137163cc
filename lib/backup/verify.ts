import type { BackupSet } from '../core/backup/backup-set.ts';
import { lookFile } from '../core/backup/look-digest.ts';
import { coverageProblems, longestAgo } from '../core/backup/looked-at.ts';
import type { CopiedShard, StoredRdb } from '../core/backup/manifest.ts';
import { setPrefix } from '../core/backup/set-keys.ts';
import { type LookOutcome, type Verification, type VerifiedShard, worst } from '../core/backup/set-looks.ts';
import type { BackupStore } from '../ports.ts';
import { problemsIn } from './judge-rdb.ts';
import { lookAtRdb } from './look-at-rdb.ts';
import type { RdbSummary } from './rdb/summary.ts';
import { createJson } from './sets.ts';

export interface VerifyTools {
  readonly store: BackupStore;
  /** Milliseconds since 1970. */
  now(): number;
  progress?(this: void, file: string, bytes: number): void;
}

/**
 * Reads a stored set again, compares every RDB with what the manifest says, and notes what came of it beside the
 * manifest. Damage is an answer and not an error; a store that cannot be read is an error, and nothing is noted then.
 *
 * @throws StoreError
 */
export async function verify(set: BackupSet, level: 1 | 2, tools: VerifyTools): Promise<Verification> {
  const startedAt = tools.now();
  const shards: VerifiedShard[] = [];
  for (const shard of set.manifest?.shards ?? []) {
    if (shard.rdb !== null) shards.push(await verifyRdb(set, shard, shard.rdb, level, tools));
  }
  const problems = coverageProblems(set);
  const verification: Verification = {
    schemaVersion: 1,
    cluster: { id: set.clusterId },
    set: set.set,
    verifiedAt: new Date(startedAt).toISOString(),
    durationMs: Math.round(tools.now() - startedAt),
    level,
    outcome: worst([...shards.map(({ outcome }) => outcome), ...setOutcome(set, problems)]),
    problems,
    shards,
  };
  // Of two that began in the same millisecond one is enough: they saw the same bytes.
  const { verifiedAt, outcome } = verification;
  await createJson(tools.store, `${setPrefix(set)}${lookFile('verified', verifiedAt, outcome)}`, verification);
  return verification;
}

/** The set whose turn it is; undefined when there is none. What has no manifest has nothing to be compared with. */
export function nextToVerify(sets: readonly BackupSet[]): BackupSet | undefined {
  return longestAgo(
    sets.filter(({ state }) => state !== 'unfinished'),
    'verified',
  );
}

/** A set whose manifest cannot be understood is worth as much as one that is damaged. */
function setOutcome({ manifest }: BackupSet, problems: readonly string[]): readonly LookOutcome[] {
  if (manifest === null) return ['damaged'];
  return problems.length === 0 ? [] : ['incomplete'];
}

async function verifyRdb(
  set: BackupSet,
  { shard, slots }: CopiedShard,
  rdb: StoredRdb,
  level: 1 | 2,
  { store, progress }: VerifyTools,
): Promise<VerifiedShard> {
  const { file } = rdb;
  const chunks = await store.open(`${setPrefix(set)}${file}`);
  if (chunks === null) return { shard, file, outcome: 'damaged', bytes: 0, keys: null, problems: [`${file} is gone`] };
  const summary = await lookAtRdb(
    counted(chunks, (bytes) => progress?.(file, bytes)),
    { level, slots },
  );
  const differences = compare(summary, rdb);
  return {
    shard,
    file,
    outcome: differences.length > 0 ? 'damaged' : outcomeOf(summary),
    bytes: summary.bytes,
    keys: summary.content?.keys ?? null,
    problems: [...problemsIn(summary), ...differences, ...misplaced(summary)],
  };
}

async function* counted(chunks: AsyncIterable<Uint8Array>, count: (bytes: number) => void) {
  let bytes = 0;
  for await (const chunk of chunks) {
    yield chunk;
    bytes += chunk.length;
    count(bytes);
  }
}

/** What is another one than when it was stored. */
function compare({ bytes, sha256, content }: RdbSummary, stored: StoredRdb): readonly string[] {
  const keys = stored.content?.keys;
  const isOther = content?.complete === true && keys !== undefined && content.keys !== keys;
  return [
    ...(bytes === stored.bytes ? [] : [`it has ${bytes} bytes, and ${stored.bytes} were stored`]),
    ...(sha256 === stored.sha256 ? [] : ['its SHA-256 is another one than when it was stored']),
    ...(isOther ? [`it has ${content.keys} keys, and ${keys} were counted when it was stored`] : []),
  ];
}

function outcomeOf({ verdict, content }: RdbSummary): LookOutcome {
  if (verdict !== 'ok') return verdict;
  return (content?.outside?.keys ?? 0) > 0 ? 'incomplete' : 'ok';
}

function misplaced({ content }: RdbSummary): readonly string[] {
  const keys = content?.outside?.keys ?? 0;
  return keys === 0 ? [] : [`${keys} keys belong to slots that the shard does not own`];
}
