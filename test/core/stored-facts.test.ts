import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryRecords } from '../../lib/adapters/stores/memory-records.ts';
import { assess } from '../../lib/assess.ts';
import { defaultAlertSettings } from '../../lib/core/alert-settings.ts';
import type { ClusterFacts } from '../../lib/core/facts.ts';
import { ok } from '../../lib/core/observed.ts';
import { defaultPolicy } from '../../lib/core/policy.ts';
import { parseFacts } from '../../lib/core/stored-facts.ts';
import { clusterFacts } from '../builders/facts.ts';
import { slowEntry } from '../builders/slowlog.ts';
import { ruleSet } from '../harness/audits.ts';

/** Facts with something of everything in them. */
const full = (at: number): ClusterFacts =>
  clusterFacts({
    at,
    nodes: {
      7001: {
        slowlog: ok({ since: 'cursor', entries: [slowEntry()], lost: 0, newestId: 7 }),
        latency: ok({
          since: 'cursor',
          events: [{ event: 'command', at: 1_772_334_000, latestMs: 120, maxMs: 150 }],
          newSamples: [{ event: 'command', at: 1_772_334_000, ms: 120 }],
        }),
        commandstats: { 'cluster|slots': { calls: 3, usec: 12 } },
        errorstats: { NOPERM: 1 },
      },
    },
  });

const stored = (at = 0): Record<string, unknown> => JSON.parse(JSON.stringify(full(at)));
const isAccepted = (value: unknown): boolean => 'facts' in parseFacts(value);

describe('facts that come back from a store', () => {
  test('are what was put into it', () => {
    expect(parseFacts(stored())).toEqual({ facts: stored() });
  });

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['text', 'facts'],
    ['no node list', { ...stored(), nodes: undefined }],
    ['a node without a connection', { ...stored(), nodes: [{ nodeId: 'a', address: 'b' }] }],
    ['a time of another form', { ...stored(), scheduledAt: '2026-03-01 03:00' }],
    ['a time that there is not', { ...stored(), scheduledAt: '2026-13-01T03:00:00.000Z' }],
    ['an unknown kind', { ...stored(), audit: 'everything' }],
    ['a fact in a state that there is not', { ...stored(), intrinsic: { state: 'perhaps' } }],
    ['a fact without its value', { ...stored(), intrinsic: { state: 'ok' } }],
  ])('are refused when they are %s', (_, value) => {
    expect(isAccepted(value)).toBe(false);
  });

  test.each<[string, unknown, boolean]>([
    ['dates', { own: '2026-04-01T03:00:00.000Z', issuers: [] }, true],
    ['no date that could be read', null, true],
    ['a date of another form', { own: 'Apr  1 03:00:00 2026 GMT', issuers: [] }, false],
  ])('with certificates as %s', (_, certificates, accepted) => {
    const connection = {
      answered: true,
      attempts: 1,
      outcome: ok({ tls: true, connectMs: 1, certificates }),
      errorCodes: [],
    };
    const [node] = full(0).nodes;
    expect(isAccepted({ ...stored(), nodes: [{ ...node, connection }] })).toBe(accepted);
  });

  test('trip nobody, whatever was changed in them, once they are accepted', async () => {
    const changes = fc.array(fc.tuple(fc.nat(), change), { minLength: 1, maxLength: 3 });
    let judged = 0;
    await fc.assert(
      fc.asyncProperty(changes, fc.boolean(), async (each, first) => {
        const facts = each.reduce((document, [place, to]) => changed(document, place, to), stored(first ? 0 : 300));
        const parsed = parseFacts(facts);
        if ('issue' in parsed) return;
        judged += 1;
        await judgeBoth(parsed.facts, full(first ? 300 : 0));
      }),
      { numRuns: 150 },
    );
    expect(judged).toBeGreaterThan(20);
  });
});

/** What a value is changed to, by its type: what is of the same type is more likely to be accepted. */
const change = fc.record({
  string: fc.oneof(fc.string(), fc.constantFrom('', '-1', 'ok', '__proto__', 'constructor', '1e999')),
  number: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -1, 1e308)),
  boolean: fc.boolean(),
  object: fc.jsonValue(),
});

/** Assesses both, the earlier one first. */
async function judgeBoth(...facts: readonly ClusterFacts[]): Promise<void> {
  const records = memoryRecords();
  const tools = { state: records, history: records, sinks: [], pause: async () => {} };
  const judged = { rules: ruleSet(), policy: defaultPolicy, alerting: defaultAlertSettings, intervalSeconds: 300 };
  for (const each of facts.toSorted((a, b) => (a.scheduledAt < b.scheduledAt ? -1 : 1)))
    await assess({ facts: each, ...judged }, tools);
}

/** The document with another value at one of its places. */
function changed(
  document: Record<string, unknown>,
  place: number,
  to: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const places = placesIn(document);
  const path = places[place % places.length] ?? [];
  const copy = structuredClone(document);
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy);
  const at = parent as Record<string, unknown>;
  const name = path.at(-1) ?? '';
  at[name] = to[typeof at[name]];
  return copy;
}

function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return path.length === 0 ? [] : [path];
  const inside = Object.entries(value).flatMap(([key, each]) => placesIn(each, [...path, key]));
  return path.length === 0 ? inside : [path, ...inside];
}
