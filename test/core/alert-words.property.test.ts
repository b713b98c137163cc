import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { play, type Timeline } from './timeline-player.ts';

/*
 * Random stories with everything at once: severities, mutes, flapping, quiet time, reminders, sinks that refuse. What a
 * sink hears of one alert must make sense to somebody who hears nothing else.
 */

const checks = ['a', 'w', 'i', 'unreachable', 'uncovered', 'failover'] as const;
const sinks = ['mail', 'chat'] as const;
const columns = 24;

/** Long enough, and half an hour each, that everything is over and steady at the end. */
const epilogue = 40;

const cells = fc.constantFrom('.', '.', 'F', 'F', 'Fc', 'Fw', 'Fi', 'u', 'n', 's', '_', 'o');
const track = fc.array(cells, { minLength: columns, maxLength: columns });
const happens = fc.array(fc.constantFrom('·', '·', '·', 'x'), { minLength: columns, maxLength: columns });
/** Some are configured later. */
const taking = fc
  .tuple(fc.nat(columns / 2), fc.array(fc.constantFrom('·', '·', '?'), { minLength: columns, maxLength: columns }))
  .map(([added, own]) => own.map((cell, place) => (place < added ? '_' : cell)));

const timelines = fc
  .record({
    checks: fc.tuple(...checks.map(() => track)),
    sinks: fc.tuple(...sinks.map(() => taking)),
    open: happens,
    gone: happens,
    failureThreshold: fc.integer({ min: 1, max: 3 }),
    successThreshold: fc.integer({ min: 1, max: 2 }),
  })
  .map((story): Timeline => {
    const line = (name: string, own: readonly string[] | undefined, end: string): string =>
      [name, ...(own ?? []), ...Array.from({ length: epilogue }, () => end)].join(' ');
    const lines = [
      ...checks.map((name, place) => line(name, story.checks[place], '.')),
      line('open', story.open, '·'),
      line('gone', story.gone, '·'),
      ...sinks.map((name, place) => line(name, story.sinks[place], '·')),
    ];
    const { failureThreshold, successThreshold } = story;
    const settings = {
      repeatHours: { critical: 1, warning: 2 },
      escalateAfterHours: 3,
      flapping: { changes: 4, withinHours: 4 },
      quietSeconds: 3600,
    };
    return { name: 'random', audits: lines.join('\n'), minutes: 30, failureThreshold, successThreshold, settings };
  });

/** What somebody knows who has heard only this much of an alert. */
type Known = 'nothing' | 'fires' | 'flaps';

/** Words that make sense then, and what is known after them. Of a message that was refused nobody knows. */
const sensible: Readonly<Record<Known, Readonly<Record<string, Known>>>> = {
  nothing: { '+': 'fires', '~': 'flaps' },
  fires: { '!': 'fires', '=': 'fires', '~': 'flaps', '-': 'nothing' },
  flaps: { '^': 'fires', '-': 'nothing' },
};

interface Heard {
  readonly mark: string;
  readonly refused: boolean;
}

/** What one sink heard of one alert, in its order. */
function heardOf(picture: string, sink: string, check: string): readonly Heard[] {
  const [, ...cellsOf] =
    picture
      .split('\n')
      .find((line) => line.startsWith(`${sink} `))
      ?.split(' ') ?? [];
  return cellsOf.flatMap((cell) => {
    const mark = new RegExp(`([-+=!~^])${check}(?![a-z])`).exec(cell)?.[1];
    return mark === undefined ? [] : [{ mark, refused: cell.endsWith('?') }];
  });
}

/** @returns the first word that makes no sense, and what may be known at the end */
function follow(heard: readonly Heard[]): { readonly nonsense?: string; readonly known: ReadonlySet<Known> } {
  let known: ReadonlySet<Known> = new Set(['nothing']);
  let isUncertain = false;
  for (const [place, { mark, refused }] of heard.entries()) {
    const again: readonly Known[] =
      isUncertain && mark === '+' ? ['fires'] : isUncertain && mark === '~' ? ['flaps'] : [];
    const after = [...[...known].flatMap((each) => sensible[each][mark] ?? []), ...again];
    if (after.length === 0) return { nonsense: `${place}: ${mark} where ${[...known].join()} was known`, known };
    known = new Set([...after, ...(refused ? known : [])]);
    isUncertain = refused;
  }
  return { known };
}

describe('whatever happens, what a sink hears of an alert', () => {
  test('makes sense in its order, and ends when all is over', () => {
    fc.assert(
      fc.property(timelines, (timeline) => {
        const { picture, state } = play(timeline);
        for (const sink of sinks)
          for (const check of checks) {
            const { nonsense, known } = follow(heardOf(picture, sink, check));
            expect(nonsense).toBeUndefined();
            expect([...known]).toEqual(['nothing']);
          }
        expect(state).toMatchObject({ alerts: {}, changes: {}, upheavals: {} });
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 60) },
    );
  }, 60_000);
});
