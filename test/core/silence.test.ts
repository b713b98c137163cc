import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import {
  addSilence,
  endSilence,
  markWarned,
  noSilences,
  phaseOf,
  pruneSilences,
  type SilenceBook,
  silenceBookSchema,
} from '../../lib/core/silence.ts';
import { at, silenceOf } from '../builders/silences.ts';

const day = 86_400;
const book = (...silences: SilenceBook['silences']): SilenceBook => ({ schemaVersion: 1, silences });

describe('where a silence stands', () => {
  test.each<[string, Parameters<typeof silenceOf>[0], number, string]>([
    ['before its start it is coming', { from: 60 }, 59, 'coming'],
    ['at its start it is active', { from: 60 }, 60, 'active'],
    ['just before its end it is active', { to: 7200 }, 7199, 'active'],
    ['at its end it has ended', { to: 7200 }, 7200, 'ended'],
    ['ended early, it is active until then', { endedAt: at(600) }, 599, 'active'],
    ['ended early, it has ended from then on', { endedAt: at(600) }, 600, 'ended'],
    ['ended before its start, it never begins', { from: 60, endedAt: at(30) }, 60, 'ended'],
    ['an end that was noted after its time changes nothing', { to: 7200, endedAt: at(9000) }, 7200, 'ended'],
  ])('%s', (_, change, seconds, phase) => expect(phaseOf(silenceOf(change), at(seconds))).toBe(phase));
});

describe('the book', () => {
  test('takes a silence', () => {
    expect(addSilence(noSilences, silenceOf())).toEqual(book(silenceOf()));
  });

  test('ends a silence with a reason, and leaves the others alone', () => {
    const other = silenceOf({ id: 'other' });
    const ended = endSilence(book(silenceOf(), other), 'a1b2c3d4', at(600), 'disk is in');
    expect(ended).toEqual(book(silenceOf({ endedAt: at(600), endReason: 'disk is in' }), other));
  });

  test('does not end what has ended', () => {
    const before = book(silenceOf({ to: 300 }));
    expect(endSilence(before, 'a1b2c3d4', at(600))).toEqual(before);
  });

  test('keeps what has ended for 30 days', () => {
    const ended = silenceOf({ to: 0 });
    const early = silenceOf({ to: 40 * day, endedAt: at(0) });
    const running = silenceOf({ to: 40 * day });
    const all = book(ended, early, running);
    expect(pruneSilences(all, at(30 * day))).toEqual(all);
    expect(pruneSilences(all, at(30 * day + 1))).toEqual(book(running));
  });

  test('notes whose end was told', () => {
    const other = silenceOf({ id: 'other' });
    expect(markWarned(book(silenceOf(), other), ['other'], at(600))).toEqual(
      book(silenceOf(), { ...other, warnedAt: at(600) }),
    );
  });
});

describe('a stored book', () => {
  const valid = book(silenceOf({ warnedAt: at(1) }));

  test('is read as it was written', () => {
    expect(v.parse(silenceBookSchema, JSON.parse(JSON.stringify(valid)))).toEqual(valid);
  });

  test.each<[string, object]>([
    ['no version', { silences: [] }],
    ['an end that is no time', { ...valid, silences: [{ ...silenceOf(), endsAt: 'soon' }] }],
    ['a severity that is none', { ...valid, silences: [{ ...silenceOf(), matchers: { severity: ['page'] } }] }],
    // Without a matcher that it does not know, a reader would silence more than was asked for.
    ['a matcher that nobody knows', { ...valid, silences: [{ ...silenceOf(), matchers: { role: ['primary'] } }] }],
    ['a matcher without values', { ...valid, silences: [{ ...silenceOf(), matchers: { rule: [] } }] }],
  ])('is refused with %s', (_, data) => expect(v.safeParse(silenceBookSchema, data).success).toBe(false));
});
