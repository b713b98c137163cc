import { describe, expect, test } from '@jest/globals';
import { advanceCursors, forgetGone } from '../../lib/core/cursor.ts';
import { type Cursors, type LatencyReading, noCursors, type SlowlogReading } from '../../lib/core/facts.ts';
import { notAttempted, ok } from '../../lib/core/observed.ts';
import { clusterFacts, members, type NodeChange, nodeId } from '../builders/facts.ts';

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

  test('is remembered as a place, also by visits that read neither log', () => {
    const seen = { runId: 'process-7001', slowlogId: null, latency: null, address: '127.0.0.1:7001' };
    expect(after(neither)).toEqual(seen);
    expect(after(neither, both)).toEqual(after(both));
    expect(after({ ...neither, info: { run_id: 'former' } }, neither)).toEqual({ ...seen, runId: 'former' });
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

describe('the place of a node that left the cluster', () => {
  const place = { runId: 'process-7009', slowlogId: 1, latency: null, address: '127.0.0.1:7009' };
  const before: Cursors = { schemaVersion: 1, nodes: { [nodeId(7009)]: place, [nodeId(7001)]: place } };

  test('is forgotten on the word of a majority of primaries', () => {
    expect(Object.keys(forgetGone(before, clusterFacts()).nodes)).toEqual([nodeId(7001)]);
  });

  test('is kept while fewer tell, and while a view lists it in any way', () => {
    const silent = { view: { state: 'failed', reason: 'timeout', detail: 'test' } } as const;
    expect(forgetGone(before, clusterFacts({ nodes: { 7001: silent, 7002: silent } }))).toEqual(before);
    const lost = members()
      .slice(0, 1)
      .map((member) => ({ ...member, nodeId: nodeId(7009), flags: ['noaddr'], slots: [] }));
    expect(forgetGone(before, clusterFacts({ viewOf: { 7004: [...members(), ...lost] } }))).toEqual(before);
  });
});
