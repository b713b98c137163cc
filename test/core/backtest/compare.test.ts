import { describe, expect, test } from '@jest/globals';
import { blindSpots } from '../../../lib/core/backtest/blind-spots.ts';
import { compare } from '../../../lib/core/backtest/compare.ts';
import { type AlertChange, episodesIn } from '../../../lib/core/backtest/episodes.ts';
import { finding, missing, node } from '../../builders/result.ts';

/** `3+` begins to fire at 03:00, `5-` is over at 05:00. */
function changes(words: string, alert = 'a', severity: AlertChange['severity'] = 'warning'): readonly AlertChange[] {
  return words
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({
      at: at(Number.parseInt(word, 10)),
      fingerprint: alert,
      rule: `aof/${alert}`,
      severity,
      resource: node(7001),
      fires: word.endsWith('+'),
    }));
}

function at(hour: number): string {
  return new Date(Date.UTC(2026, 2, 1, hour)).toISOString();
}

/** From 02:00 to 10:00. */
const period = { from: at(2), to: at(10) };
const hourOf = (time: string | null) => (time === null ? '…' : String(new Date(time).getUTCHours()));

describe('an alert fires', () => {
  test.each([
    ['from its beginning to its end', '3+ 5-', '3-5'],
    ['each time anew', '3+ 5- 6+ 7-', '3-5 6-7'],
    ['from before the period', '1+ 5-', '…-5'],
    ['from before the log, when only its end is in it', '5-', '…-5'],
    ['to the end, when nothing ends it', '3+', '3-…'],
    ['to the end, when it ends after the period', '3+ 11-', '3-…'],
    ['all along', '1+', '…-…'],
    ['not, when all of it was before', '0+ 1-', ''],
    ['not, when it begins after the period', '10+', ''],
    ['once, when its beginning is told twice', '3+ 4+ 5-', '3-5'],
    ['once, when its end is told twice', '3+ 5- 6-', '3-5'],
  ])('%s: %s', (_, words, expected) => {
    const found = episodesIn(changes(words), period).map(({ from, to }) => `${hourOf(from)}-${hourOf(to)}`);
    expect(found.join(' ')).toBe(expected);
  });
});

describe('what would fire and what did', () => {
  test.each([
    ['are the same alert at the same time', '3+ 5-', '4+ 6-', { would: 1, did: 1, onlyWould: 0, onlyDid: 0 }],
    ['are two when they never meet', '3+ 4-', '6+ 7-', { would: 1, did: 1, onlyWould: 1, onlyDid: 1 }],
    ['are one that would not have been interrupted', '3+ 9-', '3+ 4- 6+ 7-', { would: 1, did: 2, onlyDid: 0 }],
    ['are nothing but new', '3+', '', { would: 1, did: 0, onlyWould: 1, wouldFireMs: 7 * 3_600_000, didFireMs: 0 }],
    ['are nothing but gone', '', '3+ 4-', { would: 0, did: 1, onlyDid: 1, wouldFireMs: 0, didFireMs: 3_600_000 }],
  ])('%s', (_, would, did, expected) => {
    expect(compare(changes(would), changes(did), period).rules).toMatchObject([expected]);
  });

  test('are not compared across alerts', () => {
    const { rules, episodes } = compare(changes('3+', 'a'), changes('3+', 'b'), period);
    expect(rules.map(({ rule, onlyWould, onlyDid }) => [rule, onlyWould, onlyDid])).toEqual([
      ['aof/a', 1, 0],
      ['aof/b', 0, 1],
    ]);
    expect(episodes.map(({ rule, by }) => [rule, by])).toEqual([
      ['aof/a', 'would'],
      ['aof/b', 'did'],
    ]);
  });

  test('come with the worst first, by the severity that is tried', () => {
    const would = [...changes('3+', 'a', 'info'), ...changes('4+', 'b', 'critical')];
    const did = changes('3+', 'a', 'critical');
    expect(compare(would, did, period).rules.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['aof/b', 'critical'],
      ['aof/a', 'info'],
    ]);
  });
});

test('counts audits that could not judge a rule, and what they lacked', () => {
  const spots = blindSpots();
  const open = finding('aof/a', 'unknown', node(7001), {
    message: 'it was not asked',
    missing: [
      missing('config.appendonly', 'not-attempted', 'never asked'),
      missing('config.save', 'not-attempted', 'never asked'),
    ],
  });
  spots.add([open, finding('aof/a', 'pass', node(7002)), finding('aof/b', 'pass', node(7001))]);
  spots.add([
    open,
    finding('aof/a', 'unknown', node(7002), { missing: [missing('config.save', 'not-attempted', 'never asked')] }),
  ]);
  spots.add([finding('aof/a', 'fail', node(7001))]);
  expect(spots.spots()).toEqual([
    {
      rule: 'aof/a',
      audits: 3,
      open: 2,
      reason: 'it was not asked',
      facts: [
        { fact: 'config.appendonly', reason: 'not-attempted', audits: 2 },
        { fact: 'config.save', reason: 'not-attempted', audits: 2 },
      ],
    },
  ]);
});
