import { describe, expect, test } from '@jest/globals';
import { parseAge } from '../../lib/cli/duration.ts';
import { runNameOf } from '../../lib/cli/history/subject.ts';
import { parseTyped } from '../../lib/cli/history/typed-time.ts';
import { run } from './fake-io.ts';

const io = { now: () => Date.UTC(2026, 2, 1, 3) };

describe('when, as it is typed', () => {
  test.each([
    ['90s', 90_000],
    ['12h', 43_200_000],
    ['30d', 2_592_000_000],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01T03:00Z', '2026-03-01T03:00:00.000Z'],
    ['2026-03-01T03:00+01:00', '2026-03-01T02:00:00.000Z'],
  ])('%s is read', (text, time) => expect(parseTyped(text)).toBe(time));

  // A day without its dashes, days without their unit, seconds since 1970: as seconds back nobody means any of them.
  test.each(['20260301', '30', '1.5', '1772323200', '0', '', '2026-03', '2026-02-30', '-1d'])('%s is none', (text) => {
    expect(() => parseTyped(text)).toThrow(
      'Write a time as 12h, 30d, 2026-03-01 or 2026-03-01T03:00Z: a number alone is none.',
    );
  });
});

describe('how far back, as it is typed', () => {
  test('400d is read', () => expect(parseAge('400d')).toBe(34_560_000_000));

  // What is older than 400 seconds would be nearly everything.
  test.each(['400', '20260301', '0d', ''])('%s is none', (text) => {
    expect(() => parseAge(text)).toThrow('Write how far to look back as 12h, 7d or 90d: a number alone is none.');
  });
});

test('an id may begin with digits alone', () => {
  expect(runNameOf('20260301', io)).toEqual({ runId: '20260301' });
  expect(() => runNameOf('30', io)).toThrow('30 names no audit');
});

test.each([
  ['history list --store h --since 20260301', '--since'],
  ['history alerts --store h --until 20260301', '--until'],
  ['history compact --store h --since 30', '--since'],
  ['history prune --store h --older-than 400 --apply', '--older-than'],
  ['backtest --store h --since 20260301', '--since'],
])('%s is refused before anything is read', async (line, option) => {
  const { code, stdout, stderr } = await run(line, io);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(option);
  expect(stderr).toContain('a number alone is none.');
});
