import { readdirSync, readFileSync } from 'node:fs';

/** Replies of real servers, written by scripts/record-replies.ts. */
const folder = new URL('../../replies/', import.meta.url);

/** `redis60` to `valkey9`, every server version with recorded replies. */
export const labels: readonly string[] = readdirSync(folder).sort();

/** Servers that answer in the forms of before 7.0. */
export const oldLabels: readonly string[] = ['redis60', 'redis62'];

export function recordedText(label: string, name: string): string {
  return readFileSync(new URL(`${label}/${name}.txt`, folder), 'utf8');
}

/** A structured reply, with bytes as they came. */
export function recordedReply(label: string, name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${label}/${name}.json`, folder), 'utf8'), asBytes) as unknown;
}

export function recordedErrors(label: string): Readonly<Record<string, string>> {
  return recordedReply(label, 'errors') as Record<string, string>;
}

function asBytes(_key: string, value: unknown): unknown {
  const isBytes = typeof value === 'object' && value !== null && 'base64' in value;
  return isBytes ? Buffer.from(String(value.base64), 'base64') : value;
}
