import { describe, expect, test } from '@jest/globals';
import { rules } from '../../lib/core/rules/index.ts';
import { type SilenceRequest, silenceFrom } from '../../lib/core/silence-request.ts';

const context = { id: 'a1b2c3d4', now: '2026-03-01T03:00:00.000Z', clusterId: 'shop', rules };
const right: SilenceRequest = { words: ['rule=aof/*'], all: false, for: '2h', reason: 'new disk', owner: 'ann' };

/** The request of these tests with some of it left out (undefined) or changed. */
function asked(change: { readonly [K in keyof SilenceRequest]?: SilenceRequest[K] | undefined }) {
  const given = Object.entries({ ...right, ...change }).filter(([, value]) => value !== undefined);
  return silenceFrom(Object.fromEntries(given) as unknown as SilenceRequest, context);
}

describe('a silence as it is asked for', () => {
  test('begins now and has all that it needs', () => {
    expect(asked({})).toEqual({
      silence: {
        id: 'a1b2c3d4',
        matchers: { rule: ['aof/*'] },
        owner: 'ann',
        reason: 'new disk',
        createdAt: '2026-03-01T03:00:00.000Z',
        startsAt: '2026-03-01T03:00:00.000Z',
        endsAt: '2026-03-01T05:00:00.000Z',
      },
    });
  });

  test.each<[string, Parameters<typeof asked>[0], string, string]>([
    ['--for counts from --from', { from: '2026-03-02T03:00Z' }, '2026-03-02T03:00:00.000Z', '2026-03-02T05:00:00.000Z'],
    [
      '--until has its own zone',
      { for: undefined, until: '2026-03-01T06:30+01:00' },
      '2026-03-01T03:00:00.000Z',
      '2026-03-01T05:30:00.000Z',
    ],
    [
      'a space instead of the T',
      { for: undefined, until: '2026-03-01 06:30:00Z' },
      '2026-03-01T03:00:00.000Z',
      '2026-03-01T06:30:00.000Z',
    ],
    ['90 days are the most', { for: '90d' }, '2026-03-01T03:00:00.000Z', '2026-05-30T03:00:00.000Z'],
  ])('%s', (_, change, startsAt, endsAt) => expect(asked(change)).toMatchObject({ silence: { startsAt, endsAt } }));

  test('everything is said aloud', () => {
    expect(asked({ words: [], all: true })).toMatchObject({ silence: { matchers: {} } });
    expect(asked({ words: ['cluster=shop'], all: true })).toMatchObject({
      silence: { matchers: { cluster: ['shop'] } },
    });
  });

  test('a reason is one line that every terminal can show', () => {
    expect(asked({ reason: ' new\n disk \u001b[31m\u202e ' })).toMatchObject({ silence: { reason: 'new disk [31m' } });
  });
});

describe('what is wrong with a request', () => {
  const tooLong =
    'a silence lasts at most 90 d: what is expected for longer is a rule to switch off or to set otherwise';
  test.each<[string, Parameters<typeof asked>[0], readonly string[]]>([
    ['no end', { for: undefined }, ['an end is missing: say --for 2h, or --until with a time']],
    ['two ends', { until: '2026-03-01T05:00Z' }, ['--for and --until both say when it ends: leave one of them out']],
    ['a length without a unit', { for: '2' }, ['--for 2 is no time: write it as 30m, 2h or 3d']],
    ['no length', { for: '0h' }, ['--for 0h is no time: write it as 30m, 2h or 3d']],
    ['more than 90 days', { for: '91d' }, [tooLong]],
    ['an end after more than 90 days', { for: undefined, until: '2026-06-01T00:00Z' }, [tooLong]],
    [
      'an end without a zone',
      { for: undefined, until: '2026-03-01T05:00' },
      ['--until 2026-03-01T05:00 is no time with its zone: write it as 2026-03-01T05:00Z or 2026-03-01T06:00+01:00'],
    ],
    [
      'a day that is not there',
      { for: undefined, until: '2026-02-31T05:00Z' },
      ['--until 2026-02-31T05:00Z is no time with its zone: write it as 2026-03-01T05:00Z or 2026-03-01T06:00+01:00'],
    ],
    ['an end that is over', { for: undefined, until: '2026-03-01T03:00Z' }, ['it would end before it begins']],
    ['a start that is over', { from: '2026-03-01T02:59Z' }, ['--from is over: leave it out to begin now']],
    ['a start that is far ahead', { from: '2027-03-01T02:59Z' }, ['--from is more than 90 d ahead']],
    ['no reason', { reason: undefined }, ['a reason is missing: say with --reason why nobody needs to be told']],
    ['an empty reason', { reason: ' ' }, ['a reason is missing: say with --reason why nobody needs to be told']],
    ['no owner', { owner: undefined }, ['an owner is missing: say with --owner whom to ask about it']],
    ['a novel', { reason: 'word '.repeat(200) }, ['"word word word word …" has more than 500 letters']],
    [
      'no matcher',
      { words: [] },
      ['there is nothing to match by: write rule=aof/*, node=10.0.0.1:6379 and the like, or --all for every alert'],
    ],
    [
      'matchers that match everything',
      { words: ['severity=critical,warning,info'] },
      ['these matchers hold back every alert: add --all if that is meant'],
    ],
    ['--all beside matchers', { all: true }, ['--all means every alert, the matchers do not: leave one of them out']],
    [
      'another cluster',
      { words: ['rule=aof/*', 'cluster=cart'] },
      ['cluster=cart never matches: these are the silences of shop'],
    ],
    [
      'a wrong matcher says nothing of --all',
      { words: ['rul=aof'] },
      ['rul is nothing to match by: did you mean rule?'],
    ],
    [
      'all of it at once',
      { words: ['rule=aof/not-enabeld'], for: 'long', reason: undefined, owner: undefined },
      [
        'rule=aof/not-enabeld: no rule is called that; did you mean aof/not-enabled?',
        '--for long is no time: write it as 30m, 2h or 3d',
        'a reason is missing: say with --reason why nobody needs to be told',
        'an owner is missing: say with --owner whom to ask about it',
      ],
    ],
  ])('%s', (_, change, problems) => expect(asked(change)).toEqual({ problems }));
});
