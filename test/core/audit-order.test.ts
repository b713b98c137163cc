import { describe, expect, test } from '@jest/globals';
import { hadItsTurn, isOldNews, type LastRunOf, lookFrom, mayHaveMissed } from '../../lib/core/audit-order.ts';
import { emptyBaselines, extendBaselines } from '../../lib/core/baselines.ts';
import type { AuditKind } from '../../lib/core/facts.ts';
import { clusterFacts } from '../builders/facts.ts';

const at = (minute: number): string => `2026-03-01T03:${String(minute).padStart(2, '0')}:00.000Z`;

describe('whether a run had its turn', () => {
  test.each<[string, LastRunOf, number, boolean]>([
    ['the first run of all', {}, 5, false],
    ['a newer one', { slowlog: at(0) }, 5, false],
    ['the same again', { slowlog: at(5) }, 5, true],
    ['an older one', { slowlog: at(10) }, 5, true],
    ['one that only another kind has passed', { topology: at(10) }, 5, false],
  ])('%s', (_, lastRunOf, minute, had) => {
    expect(hadItsTurn(lastRunOf, { audit: 'slowlog', scheduledAt: at(minute) })).toBe(had);
  });
});

describe('whether a run may have been missed', () => {
  const intervals = { slowlog: 300, persistence: 3600 };

  test.each<[string, LastRunOf, number, boolean]>([
    ['nothing was judged yet, perhaps because it failed', {}, 5, true],
    ['another kind was never judged', { slowlog: at(0) }, 5, false],
    ['every kind is on time', { slowlog: at(0), persistence: at(0) }, 5, false],
    ['this one is a little late', { slowlog: at(0) }, 7, false],
    ['the one before this is missing', { slowlog: at(0) }, 10, true],
    ['one of another kind is overdue', { slowlog: at(55), persistence: '2026-03-01T01:30:00.000Z' }, 59, true],
    ['only a kind that is on no schedule is old', { slowlog: at(55), latency: at(0) }, 59, false],
  ])('%s', (_, lastRunOf, minute, missed) => {
    expect(mayHaveMissed(lastRunOf, intervals, { audit: 'slowlog', scheduledAt: at(minute) })).toBe(missed);
  });

  test('it is looked for behind the oldest kind on a schedule', () => {
    const lastRunOf = { slowlog: at(10), persistence: at(5), latency: at(0) };
    expect(lookFrom(lastRunOf, intervals, { audit: 'slowlog', scheduledAt: at(59) }, 86_400)).toBe(at(5));
  });

  test('it is not looked for further back than there is something to say', () => {
    expect(lookFrom({ slowlog: at(5) }, intervals, { audit: 'slowlog', scheduledAt: at(59) }, 600)).toBe(at(49));
  });
});

describe('whether facts are old news to a rule', () => {
  const facts = (audit: AuditKind, minute: number) => clusterFacts({ at: minute * 60, audit });
  const seen = extendBaselines(extendBaselines(emptyBaselines, facts('slowlog', 0)), facts('topology', 10));
  const own = { id: 'slowlog/slow-command', area: 'slowlog' };
  const ofEveryAudit = { id: 'topology/node-restarted', area: 'topology' };

  test.each([
    ['a rule of its own kind that has seen nothing later', own, 5, false],
    ['a rule of every audit, when another kind looked later', ofEveryAudit, 5, true],
    ['a rule of every audit, when nobody looked later', ofEveryAudit, 11, false],
  ])('%s', (_, rule, minute, old) => {
    expect(isOldNews(facts('slowlog', minute), seen, rule)).toBe(old);
  });

  test('it is the reading that counts, not the time when it was due', () => {
    const late = { ...facts('slowlog', 5), startedAt: at(11) };
    expect(isOldNews(late, seen, ofEveryAudit)).toBe(false);
  });
});
