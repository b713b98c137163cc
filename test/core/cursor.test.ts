import { describe, expect, test } from '@jest/globals';
import { advanceCursors } from '../../lib/core/cursor.ts';
import { type Cursors, type LatencyReading, noCursors, type SlowlogReading } from '../../lib/core/facts.ts';
import { notAttempted, ok } from '../../lib/core/observed.ts';
import { clusterFacts, type NodeChange, nodeId } from '../builders/facts.ts';

const slowlog = (newestId: number | null): SlowlogReading => ({ since: 'cursor', entries: [], lost: 0, newestId });
const latency = (at: number, ms: number): LatencyReading => ({
  since: 'cursor',
  events: [{ event: 'command', at, latestMs: ms, maxMs: ms }],
  newSamples: [{ event: 'command', at, ms }],
});
const unread = notAttempted('not part of this audit');

/** The cursor of 7001 after visits that brought these. */
function after(...visits: readonly NodeChange[]): Cursors['nodes'][string] | undefined {
  const cursors = visits.reduce(
    (before: Cursors, change) => advanceCursors(before, clusterFacts({ nodes: { 7001: change } }).nodes),
    noCursors,
  );
  return cursors.nodes[nodeId(7001)];
}

describe('where the next visit begins', () => {
  const both = { slowlog: ok(slowlog(41)), latency: ok(latency(100, 120)) };
  const neither = { slowlog: unread, latency: unread };

  test('is after what this visit has seen', () => {
    expect(after(both)).toEqual({
      runId: 'process-7001',
      slowlogId: 41,
      latency: { command: { at: 100, ms: 120 } },
      address: '127.0.0.1:7001',
    });
  });

  test('stays where it was when a visit read neither log', () => {
    expect(after(both, neither)).toEqual(after(both));
  });

  test('stays where it was when the node did not answer', () => {
    const silent = { ...neither, noInfo: { state: 'failed', reason: 'timeout', detail: '' } } as const;
    expect(after(both, silent)).toEqual(after(both));
  });

  test('is kept for the log that a visit did not read', () => {
    expect(after(both, { slowlog: ok(slowlog(50)), latency: unread })).toMatchObject({
      slowlogId: 50,
      latency: { command: { at: 100 } },
    });
    expect(after(both, { slowlog: unread, latency: ok(latency(200, 90)) })).toMatchObject({
      slowlogId: 41,
      latency: { command: { at: 200, ms: 90 } },
    });
  });

  test('is nowhere for a log that no visit has read', () => {
    expect(after({ slowlog: ok(slowlog(3)), latency: unread })).toMatchObject({ slowlogId: 3, latency: null });
    expect(after({ slowlog: unread, latency: ok(latency(100, 120)) })).toMatchObject({ slowlogId: null });
  });

  test('is the beginning for a new process, also for the log that was not read then', () => {
    const restarted = { info: { run_id: 'another' } };
    expect(after(both, { ...restarted, slowlog: ok(slowlog(2)), latency: unread })).toMatchObject({
      runId: 'another',
      slowlogId: 2,
      latency: {},
    });
    expect(after(both, { ...restarted, slowlog: unread, latency: ok(latency(300, 10)) })).toMatchObject({
      runId: 'another',
      slowlogId: -1,
    });
  });

  test('does not move back when the log was cleared', () => {
    expect(after(both, { slowlog: ok(slowlog(null)), latency: unread })).toMatchObject({ slowlogId: 41 });
  });
});
