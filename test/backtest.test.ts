import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../lib/adapters/stores/directory.ts';
import { joinedCopies } from '../lib/adapters/stores/shared/copies-records.ts';
import { joinedFactArchive } from '../lib/adapters/stores/shared/records.ts';
import { type BacktestInput, backtest } from '../lib/backtest.ts';
import { focusOn } from '../lib/cli/backtest/only.ts';
import { rulesByKind } from '../lib/cli/backtest/rules-by-kind.ts';
import { defaultAlertSettings } from '../lib/core/alert-settings.ts';
import type { AheadNote } from '../lib/core/backtest/ahead.ts';
import { defaultPolicy } from '../lib/core/policy.ts';
import { rules } from '../lib/core/rules/index.ts';
import { judgeAhead } from '../lib/judge-ahead.ts';
import { writeAudits } from './builders/year/stored-audits.ts';

const directory = mkdtempSync(join(tmpdir(), 'backtest-ahead-'));
afterAll(() => rmSync(directory, { recursive: true }));

// A failover on the 4th, and a setting that is changed from then to the evening of the 5th.
writeAudits(directory, {
  from: '2026-01-01',
  days: 7,
  schedules: { slowlog: 120, topology: 240, full: 720 },
  seed: 53,
});

const objects = directoryStore(directory);
const tools = { facts: joinedFactArchive(objects), copies: joinedCopies(objects) };
const input: BacktestInput = {
  cluster: 'shop',
  period: { from: '2026-01-02T00:00:00.000Z', to: '2026-01-08T00:00:00.000Z' },
  isMeant: () => true,
  rulesOf: rulesByKind({}),
  policy: defaultPolicy,
  alerting: defaultAlertSettings,
  intervals: { slowlog: 7200, topology: 14_400, full: 43_200 },
  windowsAround: () => [],
};

/** What is judged ahead from a time on, and how many of its notes were taken. */
function aheadFrom(from: string, change: (note: AheadNote) => AheadNote = (note) => note) {
  const taken: AheadNote['kind'][] = [];
  const part = { ...input, period: { from, to: input.period.to } };
  async function* notes(): AsyncGenerator<AheadNote> {
    for await (const note of judgeAhead(part, tools)) {
      taken.push(note.kind);
      // As it comes from another thread.
      yield change(structuredClone(note));
    }
  }
  return { taken, ahead: { from, notes: notes() } };
}

describe('a backtest of which the later half is judged ahead', () => {
  const alone = backtest(input, tools);

  test('has something to decide on', async () => {
    const { audits, telling, changes } = await alone;
    expect(audits).toBe(6 * (12 + 6 + 2));
    expect(telling).toBeGreaterThan(3);
    expect(new Set(changes.map(({ rule }) => rule)).size).toBeGreaterThan(2);
  });

  test.each(['3rd', '5th', '7th'])('comes to the same, split on the %s', async (day) => {
    const { taken, ahead } = aheadFrom(`2026-01-0${Number.parseInt(day, 10)}T07:30:00.000Z`);
    expect(await backtest(input, { ...tools, ahead })).toEqual(await alone);
    expect(taken.at(-1)).toBe('end');
  });

  test('is judged here where the other thread knew something else of the nodes', async () => {
    const { ahead } = aheadFrom('2026-01-05T00:00:00.000Z', (note) =>
      note.kind === 'start'
        ? { ...note, start: { ...note.start, baselines: { ...note.start.baselines, parts: [] } } }
        : note,
    );
    expect(await backtest(input, { ...tools, ahead })).toEqual(await alone);
  });

  test('is judged here where an alert is left that the other thread has not seen fail', async () => {
    const { taken, ahead } = aheadFrom('2026-01-05T00:00:00.000Z', (note) =>
      note.kind === 'start' ? { ...note, start: { ...note.start, failed: [] } } : note,
    );
    expect(await backtest(input, { ...tools, ahead })).toEqual(await alone);
    expect(taken).toEqual(['start']);
  });

  test('is judged here where the other thread ended on its way', async () => {
    const { ahead } = aheadFrom('2026-01-05T00:00:00.000Z');
    async function* cutOff(): AsyncGenerator<AheadNote> {
      let left = 20;
      for await (const note of ahead.notes) {
        if (left-- === 0) return;
        yield note;
      }
    }
    expect(await backtest(input, { ...tools, ahead: { ...ahead, notes: cutOff() } })).toEqual(await alone);
  });
});

describe('a backtest of one rule alone', () => {
  const focused = (rule: string): BacktestInput => {
    const { isMeant, settings } = focusOn([rule], {}, rules);
    return { ...input, isMeant, rulesOf: rulesByKind(settings) };
  };

  // What goes along with news of other rules is told at another time without them: reminders, and what is info only.
  const repeatHours = { critical: 0, warning: 0 };
  const quiet = { alerting: { ...input.alerting, repeatHours, quietSeconds: 2 * 86_400 } };

  test('comes to what all rules together come to about it', async () => {
    const { changes, blind } = await backtest({ ...input, ...quiet }, tools);
    const fired = [...new Set(changes.map(({ rule }) => rule))];
    expect(fired.length).toBeGreaterThan(4);
    for (const rule of [...fired, ...blind.slice(0, 2).map((spot) => spot.rule)]) {
      const alone = await backtest({ ...focused(rule), ...quiet }, tools);
      expect(alone.changes).toEqual(changes.filter((each) => each.rule === rule));
      expect(alone.blind).toEqual(blind.filter((spot) => spot.rule === rule));
    }
  });

  test.each([
    ['topology/node-unreachable', 2],
    // It begins in the quiet time after the failover.
    ['aof/fsync-not-as-declared', 0],
  ])('counts those audits that would have told something of it: %s', async (rule, telling) => {
    const alone = await backtest({ ...focused(rule), ...quiet }, tools);
    expect(alone.telling).toBe(telling);
    expect(alone).toEqual(await backtest({ ...focused(rule), ...quiet, rulesOf: input.rulesOf }, tools));
  });

  test('judges what mutes it too, and failovers, and nothing else', () => {
    const judged = focused('aof/not-enabled')
      .rulesOf('full')
      .map(({ rule }) => rule.id);
    const muting = rules.filter(({ mutes }) => mutes.includes('*') || mutes.includes('aof/not-enabled'));
    expect(new Set(judged)).toEqual(
      new Set(['aof/not-enabled', 'topology/failover-happened', ...muting.map(({ id }) => id)]),
    );
    expect(judged.length).toBeLessThan(10);
  });

  test('judges everything for a rule about what the others need', () => {
    const judged = focused('auditor/permission-missing').rulesOf('full');
    expect(judged).toEqual(input.rulesOf('full'));
  });
});
