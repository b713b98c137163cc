import { describe, expect, test } from '@jest/globals';
import type { LatencyEvent, LatencySample, NodeCursor } from '../../../lib/core/facts.ts';
import {
  movedEvents,
  nextLatencyCursor,
  parseHistory,
  parseLatest,
  readLatency,
} from '../../../lib/core/parse/latency.ts';
import { labels, recordedReply } from './recorded.ts';

const runId = 'this process';

function cursor(latency: NodeCursor['latency'], process = runId): NodeCursor {
  return { runId: process, slowlogId: null, latency, address: '127.0.0.1:7001' };
}

function event(name: string, at: number, latestMs: number): LatencyEvent {
  return { event: name, at, latestMs, maxMs: 500 };
}

function samples(name: string, ...pairs: readonly (readonly [number, number])[]): LatencySample[] {
  return pairs.map(([at, ms]) => ({ event: name, at, ms }));
}

describe.each(labels)('LATENCY of %s', (label) => {
  test('has the planted event, whether with four elements or six', () => {
    const latest = parseLatest(recordedReply(label, 'latency-latest'));
    const planted = latest.state === 'ok' ? latest.value.find((each) => each.event === 'command') : undefined;
    expect(planted).toEqual({
      event: 'command',
      at: expect.any(Number),
      latestMs: expect.any(Number),
      maxMs: expect.any(Number),
    });
    expect(planted?.maxMs).toBeGreaterThan(planted?.latestMs ?? 0);
  });

  test('has both samples of it, oldest first', () => {
    const { command } = recordedReply(label, 'latency-histories') as Record<string, unknown>;
    const history = parseHistory('command', command);
    expect(history).toMatchObject({ state: 'ok', value: [{ event: 'command' }, { event: 'command' }] });
    const [first, second] = history.state === 'ok' ? history.value : [];
    expect(second?.at).toBeGreaterThan(first?.at ?? 0);
    expect(first?.ms).toBeGreaterThan(second?.ms ?? 0);
  });
});

describe('the events whose history is asked for', () => {
  const latest = [event('command', 100, 20), event('fork', 90, 7)];

  test.each<[string, NodeCursor | undefined, readonly string[]]>([
    ['all on a first visit', undefined, ['command', 'fork']],
    ['all when no visit has read them yet', cursor(null), ['command', 'fork']],
    [
      'all after a restart',
      cursor({ command: { at: 100, ms: 20 }, fork: { at: 90, ms: 7 } }, 'another'),
      ['command', 'fork'],
    ],
    ['none that is as it was', cursor({ command: { at: 100, ms: 20 }, fork: { at: 90, ms: 7 } }), []],
    ['one that was not there', cursor({ command: { at: 100, ms: 20 } }), ['fork']],
    ['one with a later sample', cursor({ command: { at: 99, ms: 20 }, fork: { at: 90, ms: 7 } }), ['command']],
    ['one that grew in its second', cursor({ command: { at: 100, ms: 19 }, fork: { at: 90, ms: 7 } }), ['command']],
  ])('are %s', (_what, from, expected) => {
    expect(movedEvents(latest, from, runId)).toEqual(expected);
  });
});

describe('what the latency monitor gained', () => {
  const events = [event('command', 100, 20), event('fork', 95, 7)];
  const histories = { command: samples('command', [80, 11], [90, 12], [100, 20]), fork: samples('fork', [95, 7]) };

  test('is everything on a first visit, oldest first', () => {
    const reading = readLatency(events, histories, undefined, runId);
    expect(reading).toMatchObject({ since: 'first-visit', events });
    expect(reading.newSamples.map(({ at }) => at)).toEqual([80, 90, 95, 100]);
  });

  test('is what came after the sample last seen of each event', () => {
    const from = cursor({ command: { at: 90, ms: 12 }, fork: { at: 95, ms: 7 } });
    expect(readLatency(events, histories, from, runId)).toMatchObject({
      since: 'cursor',
      newSamples: [{ event: 'command', at: 100, ms: 20 }],
    });
  });

  test('is a sample that has grown in the second of the last visit', () => {
    const from = cursor({ command: { at: 100, ms: 3 }, fork: { at: 95, ms: 7 } });
    expect(readLatency(events, histories, from, runId).newSamples).toEqual(samples('command', [100, 20]));
  });

  test('is a smaller sample that came after LATENCY RESET in the second of the last visit', () => {
    const from = cursor({ command: { at: 80, ms: 300 }, fork: { at: 95, ms: 7 } });
    expect(readLatency(events, histories, from, runId).newSamples).toEqual(histories.command);
  });

  test('is everything of a process younger than the last visit', () => {
    const reading = readLatency(events, histories, cursor({ command: { at: 900, ms: 1 } }, 'another'), runId);
    expect(reading.since).toBe('start');
    expect(reading.newSamples).toHaveLength(4);
  });

  test('cannot be told when earlier visits did not look', () => {
    expect(readLatency(events, histories, cursor(null), runId).since).toBe('first-visit');
  });
});

describe('a clock that was set back', () => {
  /** What each of some visits calls new, when the monitor has a longer history each time. */
  function toldBy(...visits: readonly LatencySample[][]): readonly (readonly number[])[] {
    let from: NodeCursor | undefined;
    return visits.map((history) => {
      const newest = history.at(-1);
      const events = newest === undefined ? [] : [event('command', newest.at, newest.ms)];
      const moved = movedEvents(events, from, runId);
      const reading = readLatency(events, moved.length === 0 ? {} : { command: history }, from, runId);
      from = cursor(nextLatencyCursor(reading, from, runId));
      return reading.newSamples.map(({ at }) => at);
    });
  }
  const history = (...times: readonly number[]) => samples('command', ...times.map((at) => [at, 20] as const));

  test('hides no sample, and none is told twice', () => {
    const visits = [
      history(90, 100),
      history(90, 100, 40, 41),
      history(90, 100, 40, 41),
      history(90, 100, 40, 41, 60),
      history(90, 100, 40, 41, 60, 120),
    ];
    expect(toldBy(...visits)).toEqual([[90, 100], [40, 41], [], [60], [120]]);
  });

  test('hides none either where the sample last seen is forgotten', () => {
    expect(toldBy(history(90, 100), history(40, 41), history(40, 41, 60))).toEqual([[90, 100], [40, 41], [60]]);
  });

  test('hides none where a new sample is of the very second that was last seen', () => {
    expect(toldBy(history(90, 100), history(90, 100, 40, 100, 101))).toEqual([
      [90, 100],
      [40, 100, 101],
    ]);
  });

  test('between two samples of one visit is not told again by the next', () => {
    expect(toldBy(history(90), history(90, 100, 40), history(90, 100, 40, 60))).toEqual([[90], [40, 100], [60]]);
  });
});

describe('what is remembered of the latency monitor', () => {
  test('is the newest sample of each event, also when it came after LATEST was asked', () => {
    const reading = readLatency(
      [event('command', 100, 20), event('fork', 95, 7)],
      { command: samples('command', [100, 20], [101, 5]), fork: samples('fork', [95, 9]) },
      undefined,
      runId,
    );
    expect(nextLatencyCursor(reading, undefined, runId)).toEqual({
      command: { at: 101, ms: 5 },
      fork: { at: 95, ms: 9 },
    });
  });

  test('outlives LATENCY RESET but not the process', () => {
    const from = cursor({ command: { at: 100, ms: 20 } });
    const nothing = readLatency([], {}, from, runId);
    expect(nextLatencyCursor(nothing, from, runId)).toEqual({ command: { at: 100, ms: 20 } });
    expect(nextLatencyCursor(nothing, from, 'another')).toEqual({});
  });

  test('makes the next visit find nothing new', () => {
    const events = [event('command', 100, 20)];
    const reading = readLatency(events, { command: samples('command', [100, 20]) }, undefined, runId);
    expect(movedEvents(events, cursor(nextLatencyCursor(reading, undefined, runId)), runId)).toEqual([]);
  });
});

describe('LATENCY is unparsable', () => {
  test.each([[null], ['OK'], [[['command', 1, 2]]], [[['command', 1, 2, '3']]], [[[1, 2, 3, 4]]]])(
    'as LATEST %j',
    (reply) => {
      expect(parseLatest(reply)).toMatchObject({ state: 'failed', reason: 'unparsable' });
    },
  );

  test.each([[null], ['OK'], [[1, 2]], [[['1', 2]]], [[[1]]]])('as HISTORY %j', (reply) => {
    expect(parseHistory('command', reply)).toMatchObject({ state: 'failed', reason: 'unparsable' });
  });

  test('but not when nothing has been seen', () => {
    expect(parseLatest([])).toEqual({ state: 'ok', value: [] });
    expect(parseHistory('command', [])).toEqual({ state: 'ok', value: [] });
  });
});
