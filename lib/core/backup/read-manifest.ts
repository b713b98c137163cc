import * as v from 'valibot';
import type { BackupManifest } from './manifest.ts';
import { copyOutcome as outcome, role, slot, slots } from './stored-parts.ts';

/*
 * What a manifest looks like when it comes back from a store, where anybody may have put something else. The types of
 * `manifest.ts` hold this file to them.
 */

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const maybe = <S extends v.GenericSchema>(schema: S) => v.nullable(schema);
const hex = (digits: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${digits}}$`)));

const content = v.object({
  origin: v.object({
    engine: maybe(v.picklist(['redis', 'valkey'])),
    serverVersion: maybe(text),
    savedAt: maybe(text),
    usedMemoryBytes: maybe(count),
    replicationId: maybe(text),
    replicationOffset: maybe(count),
  }),
  keys: count,
  expiring: count,
  databases: v.array(v.object({ database: count, keys: count, expiring: count })),
  functions: count,
  slotsWithKeys: count,
  fullestSlots: v.array(v.strictTuple([slot, count])),
  misplacedKeys: count,
});

const rdb = v.object({
  // Becomes part of a key: nothing else may stand in it.
  file: v.pipe(text, v.regex(/^shard-\d{1,5}\.rdb$/)),
  bytes: count,
  sha256: hex(64),
  checksum: v.object({ state: v.picklist(['ok', 'unverifiable']), crc64: hex(16) }),
  format: v.object({ magic: v.picklist(['REDIS', 'VALKEY']), version: count }),
  level: v.picklist([1, 2]),
  content: maybe(content),
});

const shard = v.object({
  shard: text,
  slots,
  outcome,
  problem: maybe(text),
  todo: maybe(text),
  node: maybe(v.object({ nodeId: text, address: text })),
  roleBefore: role,
  roleAfter: role,
  durationMs: v.number(),
  rdb: maybe(rdb),
});

const manifest: v.GenericSchema<unknown, BackupManifest> = v.object({
  schemaVersion: v.literal(1),
  set: text,
  runId: text,
  cluster: v.object({ id: text }),
  startedAt: v.pipe(text, v.isoTimestamp()),
  finishedAt: v.pipe(text, v.isoTimestamp()),
  complete: v.boolean(),
  problems: v.array(text),
  shards: v.array(shard),
  uncovered: slots,
});

/** @returns why it cannot be understood, a clause, in place of a manifest */
export function readManifest(json: string): BackupManifest | string {
  const parsed = parse(json);
  const { schemaVersion } = (parsed ?? {}) as { readonly schemaVersion?: unknown };
  if (typeof schemaVersion === 'number' && schemaVersion > 1)
    return `its manifest was written by a newer version (schema ${schemaVersion}, known is 1)`;
  const result = v.safeParse(manifest, parsed);
  return result.success ? result.output : 'its manifest is damaged';
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
