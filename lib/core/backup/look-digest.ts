import * as v from 'valibot';
import { compact } from '../storage-keys.ts';
import { begunAt } from './set-keys.ts';
import type { LookOutcome } from './set-looks.ts';

/** What a look at a set came to, as far as rules judge it. */
export interface LookDigest {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly outcome: LookOutcome | 'failed';
  /** How deep a verification looked; null for a drill. */
  readonly level: 1 | 2 | null;
  /** Those about which something is to be said. */
  readonly shards: readonly LookedShard[];
}

export interface LookedShard {
  /** First slot when it was copied. */
  readonly shard: string;
  /** What is stored is not what was copied; a server that could not be started says nothing about that. */
  readonly isWrong: boolean;
  /** The first one, a clause. */
  readonly problem: string;
}

/** One that has only been listed: its name says when it was and what it came to. */
export interface ListedLook {
  readonly file: string;
  readonly kind: 'verified' | 'drilled';
  readonly at: string;
  readonly outcome: LookDigest['outcome'];
}

const outcomes = ['ok', 'unverifiable', 'unknown-format', 'incomplete', 'damaged', 'failed'] as const;

const pattern = new RegExp(`^(verified|drilled)-(\\d{8}T\\d{6}\\.\\d{3}Z)-(${outcomes.join('|')})\\.json$`);

/** The name of what one look at a set came to, beside it. @param time ISO 8601 with milliseconds, UTC */
export function lookFile(kind: ListedLook['kind'], time: string, outcome: LookDigest['outcome']): string {
  return `${kind}-${compact(time)}-${outcome}.json`;
}

/** What such a name says; undefined for any other one. */
export function listedLook(file: string): ListedLook | undefined {
  const [, kind, time = '', outcome] = pattern.exec(file) ?? [];
  const at = begunAt(time);
  if (kind === undefined || Number.isNaN(at)) return undefined;
  return {
    file,
    kind: kind as ListedLook['kind'],
    at: new Date(at).toISOString(),
    outcome: outcome as LookDigest['outcome'],
  };
}

const shard = v.object({
  shard: v.string(),
  outcome: v.picklist(outcomes),
  /** Of a drill: the server that loaded it. */
  server: v.optional(v.nullable(v.string())),
  problems: v.array(v.string()),
});

const document = v.object({
  schemaVersion: v.literal(1),
  level: v.optional(v.picklist([1, 2])),
  shards: v.array(shard),
});

/** @returns only what its name says where the object is gone or damaged */
export function readLookDigest({ kind, at, outcome }: ListedLook, json: string | null): LookDigest {
  const { level, shards } = parse(json) ?? { level: undefined, shards: [] };
  return {
    at,
    outcome,
    level: level ?? null,
    shards: shards
      .filter((each) => each.outcome === 'damaged' || each.outcome === 'failed')
      .map((each) => ({
        shard: each.shard,
        isWrong: kind === 'verified' || (each.server ?? null) !== null,
        problem: each.problems[0] ?? each.outcome,
      })),
  };
}

function parse(json: string | null): v.InferOutput<typeof document> | undefined {
  if (json === null) return undefined;
  try {
    const result = v.safeParse(document, JSON.parse(json));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
