import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/slowlog/entries-lost.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { slowlog } from '../../../builders/slowlog.ts';
import { verdict } from '../../../builders/verdict.ts';

const logged = (log: ReturnType<typeof slowlog> & { readonly config?: Readonly<Record<string, string>> }) =>
  clusterFacts({ nodes: { 7001: log } });

describe('slowlog/entries-lost', () => {
  test('passes where every new entry was read', () => {
    expect(verdict(rule, { now: logged(slowlog([{}, {}])) }, 7001)).toMatchObject({ status: 'pass' });
  });

  test('fails where some were gone, and says which length would have held them', () => {
    expect(verdict(rule, { now: logged(slowlog([{}, {}, {}, {}], { lost: 8 })) }, 7001)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: '8 of 12 new entries were gone; a slowlog-max-len of 12 would have held them',
      evidence: { lost: 8, read: 4, maxLenWanted: 12 },
    });
  });

  test('a log longer than what one audit reads is no remedy', () => {
    expect(verdict(rule, { now: logged(slowlog([], { lost: 5000 })) }, 7001)).toMatchObject({
      message: '5000 of 5000 new entries were gone; an audit reads at most 512',
    });
  });

  test('counts what a young process lost since its start', () => {
    expect(verdict(rule, { now: logged(slowlog([{}], { since: 'start', lost: 3 })) }, 7001)).toMatchObject({
      status: 'fail',
    });
  });

  describe('of a log that was empty until now', () => {
    const unsure = (entries: number, newestId: number, holds: string) => {
      const log = slowlog(
        Array.from({ length: entries }, () => ({})),
        { lost: null, newestId },
      );
      return verdict(rule, { now: logged({ ...log, config: { 'slowlog-max-len': holds } }) }, 7001);
    };

    test('passes while the log has room: nothing was pushed out of it', () => {
      expect(unsure(3, 5002, '128').status).toBe('pass');
    });

    test('fails once it is full, with what its ids tell as the most', () => {
      expect(unsure(4, 11, '4')).toMatchObject({
        status: 'fail',
        message: 'up to 8 of 12 new entries were gone; a slowlog-max-len of 12 would have held them',
      });
    });

    test('is unknown where nobody knows how much it holds', () => {
      const log = slowlog([{}], { lost: null, newestId: 7 });
      const refused = { ...log, noConfig: failed('no-permission', 'NOPERM') };
      expect(verdict(rule, { now: clusterFacts({ nodes: { 7001: refused } }) }, 7001)).toMatchObject({
        status: 'unknown',
        message: 'the log was empty until now, and nobody knows whether it had been cleared',
      });
    });
  });

  test('is unknown on a first visit, and when the slow log was refused', () => {
    const first = logged(slowlog([], { since: 'first-visit', lost: null }));
    expect(verdict(rule, { now: first }, 7001)).toMatchObject({ status: 'unknown' });
    const refused = clusterFacts({ nodes: { 7001: { slowlog: failed('no-permission', 'NOPERM') } } });
    expect(verdict(rule, { now: refused }, 7001)).toMatchObject({ status: 'unknown', missing: [{ fact: 'slowlog' }] });
  });
});
