import { gunzipSync } from 'node:zlib';
import { MOST_UNPACKED_BYTES } from '../core/joined-day.ts';
import { parseFacts } from '../core/stored-facts.ts';
import { neededFields } from './line-fields.ts';
import { linesIn } from './line-scan.ts';
import { nodeLines } from './node-lines.ts';
import type { DayObjects, ObjectKind } from './source.ts';

/**
 * The lines of an object that are kept: of findings those that say more than that a rule does not apply.
 *
 * @returns a sentence instead when something in it is not as it should be: then none of it is taken
 */
export function soundLines(
  { kind, cluster }: Pick<DayObjects, 'kind' | 'cluster'>,
  body: Uint8Array,
): readonly string[] | string {
  try {
    const kept: string[] = [];
    for (const line of linesIn(unpacked(body), kind === 'findings')) {
      const document: unknown = JSON.parse(line);
      const problem = problemOf(kind, cluster, document);
      if (problem !== undefined) return problem;
      if (kind === 'facts') kept.push(...nodeLines(document));
      else kept.push(line.includes('\\ud') ? JSON.stringify(document, wellFormed) : line);
    }
    return kept;
  } catch {
    return 'is damaged';
  }
}

/**
 * In few large pieces: by default it is thousands of small ones that are put together in the end.
 *
 * @throws Error also where zeros stand behind what is packed: Node passes over them, and over all that follows
 */
function unpacked(body: Uint8Array): Buffer {
  const chunkSize = Math.min(2 ** 24, Math.max(2 ** 14, body.length * 16));
  const whole = { maxOutputLength: MOST_UNPACKED_BYTES, chunkSize, info: true };
  const { buffer, engine } = gunzipSync(body, whole) as unknown as Unpacked;
  if (engine.bytesWritten !== body.length) throw new Error('zeros stand behind what is packed');
  return buffer;
}

/** What Node answers where it is asked for `info`. */
interface Unpacked {
  readonly buffer: Buffer;
  /** How much of the input it has read. */
  readonly engine: { readonly bytesWritten: number };
}

const OTHER_FORM = 'is not of the form that it should have';

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** By hand, as there are hundreds of thousands of lines. */
function problemOf(kind: ObjectKind, cluster: string, document: unknown): string | undefined {
  if (typeof document !== 'object' || document === null) return OTHER_FORM;
  const line = document as Readonly<Record<string, unknown>>;
  const { schemaVersion, scheduledAt } = line;
  if (typeof schemaVersion !== 'number') return OTHER_FORM;
  if (schemaVersion > 1) return `was written by a newer version (schema ${schemaVersion}, known is 1)`;
  if (kind === 'facts') return problemOfFacts(cluster, document);
  if (typeof scheduledAt !== 'string' || !isoTime.test(scheduledAt) || typeof line.kind !== 'string') return OTHER_FORM;
  if (line.clusterId !== cluster) return 'is about another cluster';
  const needed = neededFields[kind][line.kind] ?? [];
  return needed.every((name) => line[name] !== undefined && line[name] !== null) ? undefined : OTHER_FORM;
}

function problemOfFacts(cluster: string, document: unknown): string | undefined {
  const parsed = parseFacts(document);
  if ('issue' in parsed) return OTHER_FORM;
  return parsed.facts.cluster.id === cluster ? undefined : 'is about another cluster';
}

/** Halves of a character, which a text that was cut may end in, are no JSON to others. */
function wellFormed(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}
