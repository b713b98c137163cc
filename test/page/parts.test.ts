import { describe, expect, test } from '@jest/globals';
import { number, slots, span, time } from '../../lib/page/client/format.ts';
import { inRange, quantile, rangeOf, topologyAt } from '../../lib/page/client/select.ts';
import { hashOf, startState, stateOf } from '../../lib/page/client/state.ts';
import { episodesOf } from '../../lib/page/data/episodes.ts';
import { stillFailing } from '../../lib/page/data/failing.ts';
import { changesOnly } from '../../lib/page/data/loss.ts';
import { contentPolicy, embeddable, pageDocument } from '../../lib/page/document.ts';
import type { AlertEvent, PageData, TopologyAt } from '../../lib/page/page-data.ts';
import { refusalOf } from '../../lib/page/server/guard.ts';
import { HOSTILE } from '../builders/hostile.ts';

describe('the address of a view', () => {
  const states = [
    startState,
    { ...startState, view: 'map', at: 1_793_232_060, cluster: 'shop' },
    { ...startState, view: 'slow', shape: 'a&b=c#d', node: '[::1]:6379', severities: ['critical', 'info'] },
    { ...startState, view: 'runs', run: '1793232000/full', from: 1_793_232_000, to: 1_793_235_601 },
    { ...startState, view: 'alerts', node: HOSTILE, severities: [] },
  ] as const;

  test.each(states)('holds all of its state: $view', (state) => {
    expect(stateOf(hashOf(state))).toEqual(state);
  });

  test('is short while nothing was chosen, and can be read', () => {
    expect(hashOf(startState)).toBe('#overview');
    expect(hashOf({ ...startState, view: 'slow', from: 1_793_232_000 })).toBe('#slow?from=2026-10-29T00:00');
  });

  test.each(['', '#', '#nonsense?severity=loud&from=yesterday&at=9999-99-99T99:99', '#?&&&=', '#constructor'])(
    'that makes no sense is the overview of everything: %s',
    (hash) => {
      const { severities, ...rest } = stateOf(hash);
      expect(rest).toEqual({ ...rest, view: 'overview', from: null, to: null, at: null });
      expect(severities.every((each) => startState.severities.includes(each))).toBe(true);
    },
  );
});

describe('numbers and times', () => {
  test.each([
    [span(59), '59 s'],
    [span(60), '1 min'],
    [span(3600), '1 h'],
    [span(3660), '1 h 1 min'],
    [span(90_000), '1 d 1 h'],
    [time(0), '1970-01-01 00:00'],
    [time(null), '–'],
    [number(1_234_567), '1,234,567'],
    [
      slots([
        [0, 5],
        [7, 7],
      ]),
      '0–5, 7',
    ],
  ])('%s is %s', (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('what is chosen', () => {
  const data = { from: 1000, to: 2000 } as PageData;

  test.each([
    [null, null, { from: 1000, to: 2000 }],
    [500, 1500, { from: 1000, to: 1500 }],
    [1800, 1200, { from: 1000, to: 2000 }],
    [3000, null, { from: 1000, to: 2000 }],
  ])('from %s to %s', (from, to, expected) => {
    expect(rangeOf(data, { from, to })).toEqual(expected);
  });

  test('a step counts that the range begins in, and none that it ends before', () => {
    const range = { from: 1000, to: 2000 };
    expect([0, 500, 950, 1999, 2000].map((at) => inRange(at, range, 100))).toEqual([false, false, true, true, false]);
    expect([999, 1000, 1999, 2000].map((at) => inRange(at, range))).toEqual([false, true, true, false]);
  });

  test('the map is the last picture that began by then, or the first', () => {
    const pictures = [10, 20].map((at) => ({ at }) as TopologyAt);
    expect([5, 10, 19, 20, 99].map((at) => topologyAt(pictures, at)?.at)).toEqual([10, 10, 10, 20, 20]);
  });

  test('a percentile is the upper end of its bin', () => {
    const bins = new Map([
      [40, 98],
      [48, 2],
    ]);
    expect(quantile(bins, 0.5)).toBeCloseTo(2 ** 10.25);
    expect(quantile(bins, 0.99)).toBeCloseTo(2 ** 12.25);
  });
});

describe('episodes of an alert', () => {
  const event = (at: number, before: string, state: string): AlertEvent => ({
    at,
    alert: 0,
    event: 'transition',
    before,
    state,
    reason: null,
    message: '',
    heldBy: null,
    heldReason: null,
    told: [],
  });

  test.each([
    ['one that ended', [event(10, 'pending', 'firing'), event(20, 'firing', 'resolved')], [[10, 20, false]]],
    ['one that still fires', [event(10, 'none', 'firing'), event(15, 'firing', 'firing')], [[10, null, false]]],
    ['one whose beginning is not told', [event(20, 'firing', 'resolved')], [[5, 20, true]]],
    ['one that was pending only', [event(10, 'none', 'pending'), event(20, 'pending', 'resolved')], []],
    [
      'two after each other',
      [event(10, 'none', 'firing'), event(20, 'firing', 'resolved'), event(30, 'none', 'firing')],
      [
        [10, 20, false],
        [30, null, false],
      ],
    ],
  ])('%s', (_, events, expected) => {
    expect(episodesOf(events, 5).map(({ from, to, beganEarlier }) => [from, to, beganEarlier])).toEqual(expected);
  });
});

test('a finding of the last full audit is over when a later audit of its kind ran the check', () => {
  const row = (rule: string) => ({
    rule,
    audit: 'full',
    at: 100,
    status: 'fail',
    severity: 'warning',
    fingerprint: rule,
  });
  const rows = [row('aof/not-enabled'), row('slowlog/slow-command')];
  const newest = new Map([
    ['full', 100],
    ['slowlog', 200],
  ]);
  expect(stillFailing(rows, newest).map(({ rule }) => rule)).toEqual(['aof/not-enabled']);
});

test('of estimates that say the same only the first and the last are kept', () => {
  const points = [
    [1, 2, ''],
    [2, 2, ''],
    [3, 9, ''],
    [4, 9, 'at least'],
    [5, 9, 'at least'],
    [6, 9, 'at least'],
  ] as const;
  expect(changesOnly(points).map(([at]) => at)).toEqual([1, 3, 4, 6]);
});

describe('the document', () => {
  test('data cannot end its block, and means the same', () => {
    const json = embeddable(JSON.stringify({ [HOSTILE]: HOSTILE }));
    expect(json).not.toMatch(/[<>&\u2028\u2029]/);
    expect(JSON.parse(json)).toEqual({ [HOSTILE]: HOSTILE });
  });

  test('has one script that runs, and the policy names it', () => {
    const bundle = { script: 'run()', style: 'body{}' };
    const data = { schemaVersion: 1, location: HOSTILE } as PageData;
    const html = pageDocument(bundle, { data, facts: { [HOSTILE]: '' } });
    expect(html.match(/<script>/g)).toHaveLength(1);
    expect(html.match(/<script/g)).toHaveLength(3);
    expect(html).toContain("script-src 'sha256-");
    expect(contentPolicy(bundle, 'file')).not.toContain('connect-src');
    expect(contentPolicy(bundle, 'server')).toContain("connect-src 'self'");
  });
});

describe('who is answered', () => {
  test.each([
    ['GET', '127.0.0.1:8379', undefined],
    ['GET', 'localhost:8379', undefined],
    ['GET', 'LOCALHOST:8379', undefined],
    ['GET', 'evil.example:8379', 421],
    ['GET', '127.0.0.1:8379.evil.example', 421],
    ['GET', '127.0.0.1:80', 421],
    ['GET', '127.0.0.1', 421],
    ['GET', undefined, 421],
    ['POST', '127.0.0.1:8379', 405],
    ['OPTIONS', 'localhost:8379', 405],
  ])('%s to %s: %s', (method, host, code) => {
    expect(refusalOf(method, host, 8379)?.code).toBe(code);
  });
});
