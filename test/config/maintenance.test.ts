import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ConfigError } from '../../lib/config/config-error.ts';
import { parseConfig } from '../../lib/config/load.ts';
import { windowAt, windowsAround } from '../../lib/config/maintenance.ts';
import type { Maintenance } from '../../lib/config/maintenance-schema.ts';
import { someRules } from './rules.ts';

const base: Maintenance = {
  name: 'restart',
  owner: 'platform',
  reason: 'nodes are restarted',
  schedule: 'cron(0 3 ? * SUN *)',
  duration: '2h',
  matchers: { rule: 'aof/*' },
};

/** `2026-03-01T03:00 to 2026-03-01T05:00`, or `closed`. */
function openAt(now: string, change: Partial<Maintenance> = {}): string {
  const window = windowAt({ ...base, ...change }, new Date(now).toISOString());
  return window === undefined ? 'closed' : `${window.startsAt.slice(0, 16)} to ${window.endsAt.slice(0, 16)}`;
}

const berlin = (schedule: string) => ({ schedule: { schedule, timeZone: 'Europe/Berlin' } });

describe('a maintenance window', () => {
  // 1 March 2026 is a Sunday.
  const sunday = '2026-03-01T03:00 to 2026-03-01T05:00';
  test.each<[string, string, Partial<Maintenance>, string]>([
    ['is closed before its start', '2026-03-01T02:59:59.999Z', {}, 'closed'],
    ['is open at its start', '2026-03-01T03:00:00Z', {}, sunday],
    ['is open a moment before its end', '2026-03-01T04:59:59.999Z', {}, sunday],
    ['is closed at its end', '2026-03-01T05:00:00Z', {}, 'closed'],
    ['is closed on other days', '2026-03-02T03:30:00Z', {}, 'closed'],
    [
      'goes on past midnight',
      '2026-03-02T00:30:00Z',
      { schedule: 'cron(0 23 ? * SUN *)' },
      '2026-03-01T23:00 to 2026-03-02T01:00',
    ],
    ['of five fields', '2026-03-01T03:30:00Z', { schedule: '0 3 * * SUN' }, sunday],
    ['of five fields with 0 for Sunday', '2026-03-01T03:30:00Z', { schedule: '0 3 * * 0' }, sunday],
    ['of five fields with small letters', '2026-03-01T03:30:00Z', { schedule: '0 3 * mar sun' }, sunday],
    ['of AWS with 1 for Sunday', '2026-03-01T03:30:00Z', { schedule: 'cron(0 3 ? * 1 *)' }, sunday],
    ['of AWS on a day of the month', '2026-03-01T03:30:00Z', { schedule: 'cron(0 3 1 * ? *)' }, sunday],
    ['of AWS on another one', '2026-03-01T03:30:00Z', { schedule: 'cron(0 3 2 * ? *)' }, 'closed'],
    ['of AWS on the first Sunday of the month', '2026-03-01T03:30:00Z', { schedule: 'cron(0 3 ? * SUN#1 *)' }, sunday],
    [
      'of AWS on the last Friday of the month',
      '2026-03-27T03:30:00Z',
      { schedule: 'cron(0 3 ? * 6L *)' },
      '2026-03-27T03:00 to 2026-03-27T05:00',
    ],
    [
      'of AWS on the last day of the week',
      '2026-02-28T03:30:00Z',
      { schedule: 'cron(0 3 ? * L *)' },
      '2026-02-28T03:00 to 2026-02-28T05:00',
    ],
    [
      'of AWS on the last day of the month',
      '2026-02-28T03:30:00Z',
      { schedule: 'cron(0 3 L * ? *)' },
      '2026-02-28T03:00 to 2026-02-28T05:00',
    ],
    [
      'of AWS with a step',
      '2026-03-01T09:30:00Z',
      { schedule: 'cron(0 3/6 ? * SUN *)' },
      '2026-03-01T09:00 to 2026-03-01T11:00',
    ],
    ['of AWS in another year', '2026-03-01T03:30:00Z', { schedule: 'cron(0 3 ? * SUN 2027)' }, 'closed'],
    [
      'opens by the clock of its zone in winter',
      '2026-03-01T02:30:00Z',
      berlin('cron(0 3 ? * SUN *)'),
      '2026-03-01T02:00 to 2026-03-01T04:00',
    ],
    [
      'opens by the clock of its zone in summer',
      '2026-07-05T01:30:00Z',
      berlin('cron(0 3 ? * SUN *)'),
      '2026-07-05T01:00 to 2026-07-05T03:00',
    ],
    ['is as long as ever when summer time begins inside it', '2026-03-29T02:59:00Z', berlin('0 1 * * *'), 'closed'],
    [
      'is open two hours when summer time begins inside it',
      '2026-03-29T01:59:00Z',
      berlin('0 1 * * *'),
      '2026-03-29T00:00 to 2026-03-29T02:00',
    ],
    [
      'whose start is left out that night opens all the same',
      '2026-03-29T01:45:00Z',
      berlin('30 2 * * *'),
      '2026-03-29T01:30 to 2026-03-29T03:30',
    ],
    [
      'whose start comes twice opens the first time',
      '2026-10-25T00:30:00Z',
      berlin('30 2 * * *'),
      '2026-10-25T00:30 to 2026-10-25T02:30',
    ],
    [
      'where one begins before another ends, is the later one',
      '2026-03-01T04:30:00Z',
      { schedule: '0 3,4 * * *' },
      '2026-03-01T04:00 to 2026-03-01T06:00',
    ],
    ['counts parts of an hour', '2026-03-01T03:29:00Z', { duration: '30m' }, '2026-03-01T03:00 to 2026-03-01T03:30'],
  ])('%s', (_, now, change, want) => expect(openAt(now, change)).toBe(want));

  test('is handed on with the one that comes next, its matchers as lists', () => {
    const common = { name: 'restart', owner: 'platform', reason: 'nodes are restarted', matchers: { rule: ['aof/*'] } };
    expect(windowsAround([base], '2026-03-01T03:30:00.000Z')).toEqual([
      { ...common, startsAt: '2026-03-01T03:00:00.000Z', endsAt: '2026-03-01T05:00:00.000Z' },
      { ...common, startsAt: '2026-03-08T03:00:00.000Z', endsAt: '2026-03-08T05:00:00.000Z' },
    ]);
    expect(windowsAround([base], '2026-03-02T00:00:00.000Z').map(({ startsAt }) => startsAt)).toEqual([
      '2026-03-08T03:00:00.000Z',
    ]);
  });

  test('holds nothing back if its schedule was not checked and is no cron', () => {
    expect(windowsAround([{ ...base, schedule: 'on Sundays' }], '2026-03-01T03:30:00.000Z')).toEqual([]);
  });

  test('matches everything only where that is said', () => {
    expect(windowsAround([{ ...base, matchers: { all: true } }], '2026-03-01T03:30:00.000Z')[0]?.matchers).toEqual({});
  });

  test('is open exactly from each start on for as long as it lasts, whatever the zone', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'];
    const property = fc.property(
      fc.constantFrom(...zones),
      fc.constantFrom('30 2 * * *', '0 3 * * SUN', '*/20 1-3 * * *', '0 22 * * 1-5', 'cron(15 1 1W * ? *)'),
      fc.integer({ min: 0, max: 365 * 24 * 60 }),
      (timeZone, schedule, minute) => {
        const now = Date.UTC(2026, 0, 10) + minute * 60_000;
        const maintenance = { ...base, schedule: { schedule, timeZone }, duration: '10m' };
        const opened = windowAt(maintenance, new Date(now).toISOString());
        // The same by going forward from one start to the next.
        const starts: string[] = [];
        for (let after = new Date(now - 10 * 60_000).toISOString(); Date.parse(after) <= now; ) {
          after = windowsAround([{ ...maintenance, duration: '1s' }], after).at(-1)?.startsAt ?? '9999';
          starts.push(after);
        }
        const begun = starts.filter((start) => Date.parse(start) <= now);
        expect(opened?.startsAt).toBe(begun.at(-1));
      },
    );
    fc.assert(property, { numRuns: 200 });
  });
});

describe('maintenance in a configuration file', () => {
  const yaml = (text: string): string => `maintenance:\n  - ${text.trim().replaceAll('\n', '\n    ')}\n`;
  const right = `
name: restart
owner: platform
reason: nodes are restarted
schedule: cron(0 3 ? * SUN *)
duration: 2h
matchers: {rule: aof/*}`;

  function problems(text: string): readonly string[] {
    try {
      parseConfig(text, someRules);
    } catch (error) {
      if (error instanceof ConfigError)
        return error.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`);
      throw error;
    }
    return [];
  }

  test('is read as it is written', () => {
    const [window] = parseConfig(yaml(right), someRules).maintenance;
    expect(window).toEqual(base);
  });

  test('once read, can be written and read again, as for a function', () => {
    const all = `${right.replace('cron(0 3 ? * SUN *)', '{schedule: 0 3 * * SUN, timeZone: Europe/Berlin}').replace('{rule: aof/*}', '{all: true}')}`;
    for (const text of [right, all]) {
      const { maintenance } = parseConfig(yaml(text), someRules);
      expect(parseConfig(JSON.stringify({ maintenance }), someRules).maintenance).toEqual(maintenance);
    }
  });

  test.each<[string, string, string, readonly unknown[]]>([
    [
      'a schedule that is none',
      'cron(0 3 ? * SUN *)',
      'on Sundays',
      ['5 maintenance[0].schedule: must be a cron, as cron(0 3 ? * SUN *) or 0 3 * * SUN'],
    ],
    [
      'a minute that is none',
      'cron(0 3 ? * SUN *)',
      'cron(99 3 ? * SUN *)',
      ['5 maintenance[0].schedule: must be a cron, as cron(0 3 ? * SUN *) or 0 3 * * SUN'],
    ],
    [
      'a rate, which says nothing of when',
      'cron(0 3 ? * SUN *)',
      'rate(7 days)',
      ['5 maintenance[0].schedule: must be a cron, as cron(0 3 ? * SUN *) or 0 3 * * SUN'],
    ],
    [
      'a date',
      'cron(0 3 ? * SUN *)',
      '"2026-03-01T03:00:00"',
      ['5 maintenance[0].schedule: must be a cron, as cron(0 3 ? * SUN *) or 0 3 * * SUN'],
    ],
    [
      'a day that never comes',
      'cron(0 3 ? * SUN *)',
      '0 3 30 2 *',
      ['5 maintenance[0].schedule: never opens: no such day is to come'],
    ],
    [
      'a year that is over',
      'cron(0 3 ? * SUN *)',
      'cron(0 3 ? * SUN 2020)',
      ['5 maintenance[0].schedule: never opens: no such day is to come'],
    ],
    [
      'a zone with a slip',
      'cron(0 3 ? * SUN *)',
      '{schedule: 0 3 * * SUN, timeZone: Europe/Berln}',
      ['5 maintenance[0].schedule.timeZone: must be a time zone, as Europe/Berlin or UTC; did you mean Europe/Berlin?'],
    ],
    [
      'an offset for a zone',
      'cron(0 3 ? * SUN *)',
      '{schedule: 0 3 * * SUN, timeZone: "+01:00"}',
      ['5 maintenance[0].schedule.timeZone: must be a time zone, as Europe/Berlin or UTC'],
    ],
    ['a duration without a unit', '2h', '120', ['6 maintenance[0].duration: must be a time, as 90m or 2h']],
    [
      'a duration of weeks',
      '2h',
      '8d',
      ['6 maintenance[0].duration: must be at most 7d: what lasts longer is no maintenance'],
    ],
    [
      'a window that never closes',
      '2h',
      '7d',
      ['6 maintenance[0].duration: never ends: the window opens again before it has closed'],
    ],
    [
      'a name of several words',
      'restart\n',
      'the restart\n',
      ['2 maintenance[0].name: must be letters, digits, dots, dashes or underscores, at most 63'],
    ],
    ['no owner', 'owner: platform\n', '', ['2 maintenance[0].owner: is missing']],
    [
      'an empty reason',
      'nodes are restarted',
      '" "',
      ['4 maintenance[0].reason: must not be empty: why alerts are expected then'],
    ],
    [
      'a rule with a slip',
      'aof/*}',
      'aof/not-enabeld}',
      ['7 maintenance[0].matchers: rule=aof/not-enabeld: no rule is called that; did you mean aof/not-enabled?'],
    ],
    [
      'a severity with a slip',
      'rule: aof/*',
      'severity: [critcal]',
      [expect.stringContaining('must be one of critical, warning, info')],
    ],
    [
      'a node that is none',
      'rule: aof/*',
      'node: 10.0.0.1',
      ["7 maintenance[0].matchers: node=10.0.0.1 is neither host:port nor the 40 hex digits of a node's id"],
    ],
    [
      'no matcher',
      '{rule: aof/*}',
      '{}',
      ['7 maintenance[0].matchers: would hold back every alert: write `all: true` if that is meant'],
    ],
    [
      'all beside others',
      'rule: aof/*',
      'rule: aof/*, all: true',
      ['7 maintenance[0].matchers: `all` stands alone: leave the other matchers out'],
    ],
    [
      'all switched off',
      'rule: aof/*',
      'rule: aof/*, all: false',
      ['7 maintenance[0].matchers.all: must be true, or left out'],
    ],
  ])('%s', (_, from, to, wanted) => {
    const text = right.replace(from, to);
    expect(text).not.toBe(right);
    expect(problems(yaml(text))).toEqual(wanted);
  });

  test('two windows of one name', () => {
    const twice = `${yaml(right)}${yaml(right).replace('maintenance:\n', '')}`;
    expect(problems(twice)).toEqual(['2 maintenance: must have a name of its own for each window']);
  });

  test('several things at once', () => {
    const text = right.replace('2h', 'long').replace('aof/*', 'aoff/*').replace('restart\n', '"-"\n');
    expect(problems(yaml(text))).toHaveLength(3);
  });
});
