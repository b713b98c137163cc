import type { LatencyReading, LatencySample, NodeFacts, SlowlogEntry, SlowlogReading } from '../../lib/core/facts.ts';
import { ok } from '../../lib/core/observed.ts';
import { start } from './facts.ts';

/** What a test says of one slow-log entry; by default an application's EVAL of 20 ms, a minute into the story. */
export interface EntryChange extends Partial<Omit<SlowlogEntry, 'durationUs' | 'pattern'>> {
  readonly ms?: number;
}

export function slowEntry({ ms = 20, ...change }: EntryChange = {}): SlowlogEntry {
  const command = change.command ?? 'eval';
  const shape = change.shape ?? command.replace('|', ' ').toUpperCase();
  return {
    id: 1,
    at: start / 1000 + 60,
    durationUs: ms * 1000,
    command,
    shape,
    pattern: `pattern of ${shape}`,
    argumentCount: 3,
    client: '10.0.0.9:50123',
    clientName: 'shop',
    ...change,
  };
}

/** What the slow log of a node gained. */
export function slowlog(
  entries: readonly EntryChange[],
  change: Partial<SlowlogReading> = {},
): Pick<NodeFacts, 'slowlog'> {
  const read = entries.map(slowEntry);
  return { slowlog: ok({ since: 'cursor', entries: read, lost: 0, newestId: read[0]?.id ?? null, ...change }) };
}

/** What the latency monitor of a node gained. */
export function latency(
  newSamples: readonly Omit<LatencySample, 'at'>[],
  change: Partial<LatencyReading> = {},
): Pick<NodeFacts, 'latency'> {
  const samples = newSamples.map((sample, index) => ({ at: start / 1000 + 60 + index, ...sample }));
  return { latency: ok({ since: 'cursor', events: [], newSamples: samples, ...change }) };
}
