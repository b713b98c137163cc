import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../../../lib/core/alert.ts';
import { failed, type Observed, ok } from '../../../../lib/core/observed.ts';
import type { SilencedAlerts } from '../../../../lib/core/own-state.ts';
import { rule } from '../../../../lib/core/rules/auditor/silence-ending.ts';
import type { Silence } from '../../../../lib/core/silence.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { alertOf } from '../../../builders/notification.ts';
import { at, quietAt, silenceOf, windowOf } from '../../../builders/silences.ts';
import { verdict } from '../../../builders/verdict.ts';

const HOUR = 3600;
const covered = alertOf('aof/not-enabled', 7001);
const forDays = (days: number, change: Partial<Silence> = {}) => silenceOf({ to: days * 24 * HOUR, ...change });

const judged = (silences: Observed<SilencedAlerts>, options = {}) =>
  verdict(rule, { now: clusterFacts(), own: { silences }, options });

/** The verdict so many hours after the silences began. */
const hours = (count: number, silences: readonly Silence[], firing: readonly Alert[] = [covered], options = {}) =>
  judged(ok({ quietTimes: quietAt(count * HOUR, silences), firing }), options);

describe('auditor/silence-ending', () => {
  test.each<[string, ReturnType<typeof hours>, string]>([
    ['passes where nothing is silenced', hours(0, []), 'pass'],
    ['passes while the end is far', hours(47, [forDays(3)]), 'pass'],
    ['fails a day before the end', hours(49, [forDays(3)]), 'fail'],
    ['also when people were told of the end', hours(71.5, [forDays(3, { warnedAt: at(71 * HOUR) })]), 'fail'],
    ['passes when it is over', hours(72, [forDays(3)]), 'pass'],
    ['passes when nothing fails under it', hours(49, [forDays(3)], []), 'pass'],
    ['passes when something else fails', hours(49, [forDays(3)], [alertOf('rdb/last-save-failed', 7001)]), 'pass'],
    ['waits for the second half of a short one', hours(1.9, [silenceOf({ to: 4 * HOUR })]), 'pass'],
    ['and fails then', hours(2.1, [silenceOf({ to: 4 * HOUR })]), 'fail'],
    ['passes when another one goes on', hours(49, [forDays(3), forDays(9, { id: 'longer' })]), 'pass'],
    ['takes the time from the options', hours(49, [forDays(3)], [covered], { failBelowHours: 12 }), 'pass'],
  ])('%s', (_, { status }, wanted) => {
    expect(status).toBe(wanted);
  });

  test('says whose it is, when it ends, and over what', () => {
    expect(hours(49, [forDays(3)])).toMatchObject({
      severity: 'info',
      message: `ends over what still fails: a1b2c3d4 at ${at(72 * HOUR)} over 1 alert`,
      evidence: { ending: [{ owner: 'ann', reason: 'new disk', alerts: 1, rules: ['aof/not-enabled'] }] },
    });
  });

  test('leaves out windows, which come back', () => {
    const quietTimes = quietAt(HOUR, [], [windowOf(0, 2 * HOUR)]);
    expect(judged(ok({ quietTimes, firing: [covered] })).status).toBe('pass');
  });

  test.each<[string, Observed<SilencedAlerts>]>([
    ['cannot be read', failed('store', 'the bucket refuses')],
    ['cannot be understood', ok({ quietTimes: { ...quietAt(0, []), problem: 'it is damaged' }, firing: [covered] })],
  ])('is unknown when the silences %s', (_, silences) => {
    expect(judged(silences).status).toBe('unknown');
  });

  test('is skipped where none are kept', () => {
    expect(verdict(rule, { now: clusterFacts() })).toMatchObject({ status: 'skipped' });
  });
});
