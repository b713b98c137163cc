import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { fillIn } from '../../bench/fill-in.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'messages.md');

/** What arrived at one kind of destination, as it came. */
export interface Arrived {
  /** Its place on the page. */
  readonly name: string;
  readonly body: string;
  /** Of a mail. */
  readonly subject?: string;
}

/**
 * Holds docs/messages.md to what arrived. `WRITE_DOCS=1` writes it there instead. What differs from one run to the next
 * stands there as if it did not: addresses, ids and times.
 */
export function holdToPage(arrived: readonly Arrived[], cluster: LocalCluster): void {
  const steady = steadier(cluster);
  const sections = Object.fromEntries(arrived.map((each) => [each.name, steady(blockOf(each))]));
  const before = readFileSync(page, 'utf8');
  const after = fillIn(before, sections, 'arrived');
  if (process.env['WRITE_DOCS'] === '1') writeFileSync(page, after);
  else expect(before).toBe(after);
}

function blockOf({ body, subject }: Arrived): string {
  const json = jsonOf(body);
  if (json === undefined) return ['```text', `Subject: ${subject ?? ''}`, '', body.trimEnd(), '```'].join('\n');
  return ['```json', JSON.stringify(json, null, 2), '```'].join('\n');
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Addresses by the node's place in the cluster, ids by the order in which they come, times by their order in time. */
function steadier({ nodes }: LocalCluster): (text: string) => string {
  const known = new Map<string, string>();
  const ids = (id: string): string => {
    const found = known.get(id) ?? `${known.size + 1}`.padStart(2, '0').repeat(id.length).slice(0, id.length);
    known.set(id, found);
    return found;
  };
  return (text) => {
    const placed = nodes.reduce((rest, { port, nodeId }, index) => {
      const id = `${index + 1}`.repeat(nodeId.length).slice(0, nodeId.length);
      return rest
        .replaceAll(`127.0.0.1:${port}`, `10.0.0.${index + 1}:6379`)
        .replaceAll(`-h 127.0.0.1 -p ${port}`, `-h 10.0.0.${index + 1} -p 6379`)
        .replaceAll(nodeId, id);
    }, text);
    return steadyTimes(placed)
      .replaceAll(/s3:\/\/redisauditor[\w-]*/g, 's3://BUCKET')
      .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'https://sns.eu-west-1.amazonaws.com')
      .replaceAll(/\b(?:[0-9a-f]{24}|[0-9a-f]{16})\b/g, ids)
      .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, (id) => ids(id));
  };
}

const FIRST_MINUTE = Date.UTC(2026, 2, 1, 3);

function steadyTimes(text: string): string {
  const times = [...new Set(text.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? [])].toSorted();
  return times.reduce(
    (rest, time, index) => rest.replaceAll(time, new Date(FIRST_MINUTE + index * 60_000).toISOString()),
    text,
  );
}
