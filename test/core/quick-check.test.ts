import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { quickCheck } from '../../lib/core/quick-check.ts';

const schema = v.object({
  name: v.pipe(v.string(), v.regex(/^[a-z]+$/)),
  count: v.pipe(v.number(), v.minValue(0), v.maxValue(9)),
  kind: v.picklist(['one', 'two']),
  pair: v.tuple([v.number(), v.boolean()]),
  newest: v.nullable(v.number()),
  hostname: v.exactOptional(v.string()),
  note: v.optional(v.string(), 'none'),
  stats: v.record(v.string(), v.object({ calls: v.number() })),
  seen: v.variant('state', [
    v.object({ state: v.literal('ok'), value: v.array(v.string()) }),
    v.object({ state: v.picklist(['failed', 'missing']), detail: v.string() }),
  ]),
});

const sound = {
  name: 'a',
  count: 3,
  kind: 'one',
  pair: [1, true],
  newest: null,
  note: '',
  stats: { get: { calls: 1 } },
  seen: { state: 'ok', value: ['a'] },
};

describe('a quick look at what a schema takes', () => {
  const isAsItShouldBe = quickCheck(schema);

  test.each<[string, object]>([
    ['a sound one', {}],
    ['one with something more in it', { more: 1 }],
    ['one with what may be left out', { hostname: 'h', newest: 7 }],
    ['another form of a part', { seen: { state: 'missing', detail: '' } }],
  ])('takes %s, as the schema does', (_, change) => {
    const document = { ...sound, ...change };
    expect(v.is(schema, document)).toBe(true);
    expect(isAsItShouldBe(document)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['a text of another form', { ...sound, name: 'A' }],
    ['a number that is too small', { ...sound, count: -1 }],
    ['a number that is too large', { ...sound, count: 10 }],
    ['a number that is none', { ...sound, count: Number.NaN }],
    ['a text for a number', { ...sound, count: '3' }],
    ['an unknown word', { ...sound, kind: 'three' }],
    ['half a pair', { ...sound, pair: [1] }],
    ['a pair of something else', { ...sound, pair: [1, 2] }],
    ['a part that is missing', { ...sound, newest: undefined }],
    ['something odd in a part that may be left out', { ...sound, hostname: 4 }],
    ['something odd in a record', { ...sound, stats: { get: { calls: '1' } } }],
    ['a state that there is not', { ...sound, seen: { state: 'perhaps', value: [] } }],
    ['a state without its value', { ...sound, seen: { state: 'ok' } }],
    ['something odd in a list', { ...sound, seen: { state: 'ok', value: ['a', 1] } }],
  ])('refuses %s, as the schema does', (_, document) => {
    expect(v.is(schema, document)).toBe(false);
    expect(isAsItShouldBe(document)).toBe(false);
  });

  test.each<[string, unknown]>([
    ['what the schema puts in place', { ...sound, note: undefined }],
    ['a key that the schema leaves out', { ...sound, stats: JSON.parse('{"__proto__": {"calls": 1}}') }],
    ['a list for a record', { ...sound, stats: [{ calls: 1 }] }],
    ['more than a pair', { ...sound, pair: [1, true, 2] }],
  ])('leaves %s to the schema', (_, document) => {
    expect(v.is(schema, document)).toBe(true);
    expect(isAsItShouldBe(document)).toBe(false);
  });

  test('leaves everything to a schema whose parts it does not know', () => {
    expect(quickCheck(v.object({ at: v.date() }))({ at: new Date(0) })).toBe(false);
  });
});
