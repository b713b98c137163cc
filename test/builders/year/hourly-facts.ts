import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ClusterFacts, NodeFacts } from '../../../lib/core/facts.ts';
import { ok } from '../../../lib/core/observed.ts';
import { factsKey } from '../../../lib/core/storage-keys.ts';
import { factsAt } from './cluster.ts';
import { conditionAt, type Incident, incidentsOf } from './incidents.ts';
import { type Random, seeded } from './random.ts';
import type { YearOptions } from './year.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Adds the facts of a full audit in each hour to what {@link writeYear} made with the same options, with round trips
 * that are longer in the evening, stalls of disks in latency events, and a host that measures that stands still at times.
 */
export function writeHourlyFacts(directory: string, { from, days, seed = 1, since }: Omit<YearOptions, 'form'>): void {
  const begin = Date.parse(`${from}T00:00:00.000Z`);
  const written = Date.parse(`${since ?? from}T00:00:00.000Z`);
  const incidents = incidentsOf(begin, begin + days * DAY_MS, seed);
  const random = seeded(seed + 2);
  for (let at = begin; at < begin + days * DAY_MS; at += HOUR_MS) {
    const condition = conditionAt(at, begin, incidents);
    const runId = `5f0e7c1a-0000-4000-8000-${at.toString(16).padStart(12, '0')}`;
    const facts = factsAt({ audit: 'full', at, runId, condition, slow: new Map() });
    const disks = incidents.filter((each) => each.kind === 'disk' && each.from < at + HOUR_MS && each.to > at);
    const told = {
      ...facts,
      intrinsic: ok({ durationMs: 200, longestStallUs: 60 + random(60) + (random(60) === 0 ? 2500 : 0) }),
      nodes: facts.nodes.map((node, index) => measured(node, index, { at, disks, random })),
    };
    if (at >= written) write(directory, told);
  }
}

interface Hour {
  readonly at: number;
  readonly disks: readonly Incident[];
  readonly random: Random;
}

function measured(node: NodeFacts, index: number, { at, disks, random }: Hour): NodeFacts {
  if (node.ping.state !== 'ok') return node;
  const stalls = disks.some((each) => each.node === index);
  const evening = 1 + Math.max(0, Math.cos(((at / HOUR_MS - 19) / 12) * Math.PI)) * 0.6;
  const samples = Array.from({ length: 50 }, (_, each) => {
    const usual = (150 + index * 6 + random(50)) * evening;
    return Math.round(each === 7 ? usual * (2 + random(4)) : stalls && each > 44 ? usual * 20 : usual);
  });
  const noted = { event: 'aof-fsync-always', at: Math.round(at / 1000) + 600, ms: 180 + random(400) };
  const latency = { since: 'cursor', events: [], newSamples: [noted] } as const;
  return { ...node, ping: ok({ samplesUs: samples }), ...(stalls ? { latency: ok(latency) } : {}) };
}

function write(directory: string, facts: ClusterFacts): void {
  const path = join(directory, ...factsKey(facts).split('/'));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(`${JSON.stringify(facts)}\n`));
}
