import { describe, expect, test } from '@jest/globals';
import { noAlerts } from '../../../lib/core/alert.ts';
import { type AlertLine, parseAlertLines } from '../../../lib/core/alert-log.ts';
import { alertDigest, foldAlertLines, noAlertLines } from '../../../lib/core/digest/alert-fold.ts';
import { periodEnding } from '../../../lib/core/digest/period.ts';

const period = periodEnding('day', '2026-03-02T00:00:00.000Z');
const hour = (at: number): string => new Date(Date.parse(period.from) + at * 3_600_000).toISOString();
const titles = new Map([['aof/not-enabled', 'The append-only file is off']]);

const head = (at: number) => ({ schemaVersion: 1 as const, clusterId: 'shop', audit: 'full', scheduledAt: hour(at) });
const alertAt = (place: string, change: object = {}) => ({
  fingerprint: place,
  rule: 'aof/not-enabled',
  severity: 'critical' as const,
  resource: { kind: 'node' as const, id: place, address: place },
  since: hour(1),
  ...change,
});
/** `1 a:1 none firing`: an hour, a place, and from which state to which. */
function changes(...words: readonly string[]): readonly AlertLine[] {
  return words.map((line) => {
    const [at = '', place = '', from = '', to = ''] = line.split(' ');
    return { ...head(Number(at)), kind: 'transition', from, to, reason: 'tested', alert: alertAt(place) };
  });
}

function digestOf(lines: readonly AlertLine[], now: typeof noAlerts = noAlerts) {
  const fold = noAlertLines();
  foldAlertLines(fold, lines, period);
  return alertDigest(fold, now, period, titles);
}

const places = ({ shown }: { readonly shown: readonly { readonly place: string }[] }) =>
  shown.map(({ place }) => place);

describe('Of the alert log of a period', () => {
  test.each<[string, readonly string[], { began: string[]; ended: string[]; firing: string[] }]>([
    ['nothing is told of nothing', [], { began: [], ended: [], firing: [] }],
    ['one that began fires', ['1 a none firing'], { began: ['a'], ended: [], firing: ['a'] }],
    ['one that only waits did not begin', ['1 a none pending'], { began: [], ended: [], firing: [] }],
    [
      'one that began and ended',
      ['1 a none firing', '2 a firing resolved'],
      { began: ['a'], ended: ['a'], firing: [] },
    ],
    ['one that began before ended', ['2 a firing resolved'], { began: [], ended: ['a'], firing: [] }],
    [
      'one that waited and is over never fired',
      ['1 a none pending', '2 a pending resolved'],
      { began: [], ended: [], firing: [] },
    ],
    ['one whose severity was raised fires on', ['1 a firing firing'], { began: [], ended: [], firing: ['a'] }],
    ['one that began after the period is none of it', ['25 a none firing'], { began: [], ended: [], firing: [] }],
    [
      'one that ended after the period fired at its end',
      ['25 a firing resolved'],
      { began: [], ended: [], firing: ['a'] },
    ],
    [
      'one that ended in the period and began again after it did not fire at its end',
      ['1 a none firing', '2 a firing resolved', '25 a resolved firing'],
      { began: ['a'], ended: ['a'], firing: [] },
    ],
  ])('%s', (_, words, expected) => {
    const { began, ended, firing } = digestOf(changes(...words));
    expect({ began: places(began), ended: places(ended), firing: places(firing) }).toEqual(expected);
  });

  test('one that came and went is one entry, with how often', () => {
    const words = ['1 a none firing', '2 a firing resolved', '3 a resolved firing', '4 a firing resolved'];
    const { began, ended } = digestOf(changes(...words));
    expect(began.shown).toMatchObject([{ title: 'The append-only file is off', times: 2, at: hour(3) }]);
    expect(ended.shown).toMatchObject([{ times: 2, at: hour(4) }]);
  });

  test('what fires since before it stands in the state, as urgent as people were told', () => {
    const alert = {
      ...alertAt('old', { severity: 'warning' }),
      state: 'firing',
      since: '2026-02-01T00:00:00.000Z',
      failedAt: hour(1),
      changedAt: hour(-99),
      failures: 9,
      passes: 0,
      message: '',
      reason: '',
      told: {},
      escalated: true,
    } as const;
    const later = { ...alert, fingerprint: 'later', since: hour(30) };
    const { firing } = digestOf(changes('1 new none firing'), { ...noAlerts, alerts: { old: alert, later } });
    expect(firing.shown.map(({ place, severity }) => [place, severity])).toEqual([
      ['old', 'critical'],
      ['new', 'critical'],
    ]);
  });

  test('the worst come first, the longest of them before the others, and of very many the rest is counted', () => {
    const many = Array.from({ length: 300 }, (_, i) => ({
      ...head(2),
      kind: 'transition' as const,
      from: 'none',
      to: 'firing',
      reason: '',
      alert: alertAt(`n${i}`, { severity: i === 299 ? 'critical' : 'warning', since: hour(i === 298 ? 0 : 2) }),
    }));
    const { firing } = digestOf(many);
    expect(places(firing).slice(0, 2)).toEqual(['n299', 'n298']);
    expect([firing.all, firing.shown.length]).toEqual([300, 200]);
  });

  test('messages are counted, refusals with the last word, and what was held back by what held it', () => {
    const told = { told: [{ fingerprint: 'a', state: 'firing', reason: 'tested' }] };
    const held = (at: number, place: string, reason: string): AlertLine => ({
      ...head(at),
      kind: 'held',
      state: 'firing',
      alert: alertAt(place),
      held: { by: 'silenced', reason },
    });
    const { messages, held: kept } = digestOf([
      { ...head(1), kind: 'delivery', delivery: { sink: 'sns', status: 'delivered' }, ...told },
      { ...head(2), kind: 'delivery', delivery: { sink: 'sns', status: 'failed', error: 'busy' }, ...told },
      { ...head(3), kind: 'delivery', delivery: { sink: 'sns', status: 'failed', error: 'gone' }, ...told },
      { ...head(25), kind: 'delivery', delivery: { sink: 'sns', status: 'delivered' }, ...told },
      held(1, 'a', 'one'),
      held(2, 'a', 'one'),
      held(3, 'b', 'two'),
      held(25, 'c', 'three'),
    ]);
    expect(messages).toEqual({ delivered: 1, failed: 2, refusals: [{ sink: 'sns', times: 2, error: 'gone' }] });
    expect(kept).toEqual([{ by: 'silenced', alerts: 2, reasons: ['one', 'two'] }]);
  });
});

test('What is no alert log is not taken for one', () => {
  expect(parseAlertLines([{ schemaVersion: 1, kind: 'slowlog' }])).toBeNull();
});
