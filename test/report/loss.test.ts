import { describe, expect, test } from '@jest/globals';
import type { LossResult } from '../../lib/core/loss-result.ts';
import { type LossReading, lossJson, lossText } from '../../lib/report/loss-report.ts';
import { markdownReport } from '../../lib/report/markdown.ts';
import { secondsWords } from '../../lib/report/outline/loss.ts';
import { textReport } from '../../lib/report/text.ts';
import { clusterFacts } from '../builders/facts.ts';
import { lossTableOf, unlikeShards } from '../builders/loss.ts';
import { auditResult, ruleTexts } from '../builders/result.ts';
import { expectGolden } from './golden.ts';

const options = { rules: ruleTexts };
const skipped: LossResult = { maxLossSeconds: 60, skipped: 'memorydb keeps its own', shards: [] };

function readingOf(loss: LossResult, change: Partial<LossReading> = {}): LossReading {
  const cluster = { id: 'shop', provider: 'self-managed' };
  return { cluster, readAt: '2026-03-01T03:05:00.000Z', comparedOverSeconds: 3.04, loss, ...change };
}

/** The part of a report that begins with the title. */
function section(report: string): string {
  return report.slice(report.indexOf('Acknowledged writes')).split('\n\n')[0] ?? '';
}

describe('the table of `rpo`', () => {
  test('has every way of failing; shards of which the same is true share one', () => {
    expectGolden('rpo', lossText(readingOf(unlikeShards), 100));
  });

  test.each([60, 80, 100])('fits into %i columns', (width) => {
    const lines = lossText(readingOf(unlikeShards), width).split('\n');
    expect(lines.filter((line) => line.length > width)).toEqual([]);
  });

  test('says so when it was read once, and when it does not apply', () => {
    expect(lossText(readingOf(unlikeShards, { comparedOverSeconds: null }), 100)).toContain(
      'Read at 2026-03-01 03:05:00 UTC, once: rates are not known',
    );
    expect(lossText(readingOf(skipped), 100)).toContain('Skipped: memorydb keeps its own.');
  });

  test('is one document for programs', () => {
    expect(JSON.parse(lossJson(readingOf(unlikeShards)))).toMatchObject({
      schemaVersion: 1,
      cluster: { id: 'shop' },
      loss: { shards: [{ shard: '0', status: 'within' }, { status: 'worse' }, { status: 'worse' }] },
    });
  });

  test('shows nothing that a terminal would obey', () => {
    const cluster = { id: 'a\u001b[31m', provider: 'self-managed' };
    expect(lossText(readingOf(unlikeShards, { cluster }), 100)).not.toContain('\u001b');
  });
});

describe('in an audit', () => {
  const mixed = auditResult({ loss: unlikeShards });
  const alike = auditResult({ loss: lossTableOf(clusterFacts({ at: 300 })) });

  test('each shard has one line, with the worst that is held against the policy', () => {
    expect(section(textReport(mixed, options))).toBe(`Acknowledged writes that a failure would take, at most
  shard  primary            most  in case of
      0  127.0.0.1:7001      2 s  process crash
   5461  127.0.0.1:7002   3605 s  process crash
  10923  127.0.0.1:7003  unknown  restart without persistence
  0: within 60 s
  5461: worse than 60 s: a save every 3600 s, and the time that two saves take
  10923: worse than 60 s: its primary persists nothing
  \`redis-auditor rpo\` says it for every way of failing, and how certain it is.`);
  });

  test('where all is the same, the policy is held against all at once', () => {
    expect(section(textReport(alike, options))).toContain('\n  all: within 60 s\n');
  });

  test('of many shards the worst are shown', () => {
    const [good, bad] = unlikeShards.shards;
    if (good === undefined || bad === undefined) throw new Error('there are not two shards');
    const shards = Array.from({ length: 40 }, (_, index) => ({ ...(index === 39 ? bad : good), shard: String(index) }));
    const text = section(textReport(auditResult({ loss: { maxLossSeconds: 60, shards } }), options));
    expect(text).toMatch(/^ +39 {2}127\.0\.0\.1:7002 {2}3605 s/m);
    expect(text).toContain('and 16 shards that are no worse');
  });

  test('Markdown has the same as a table', () => {
    expect(section(markdownReport(mixed, options))).toBe('Acknowledged writes that a failure would take, at most');
    expect(markdownReport(mixed, options)).toContain(
      '| 5461 | 127.0.0.1:7002 | 3605 s | process crash | worse than 60 s: a save every 3600 s, and the time that two saves take |',
    );
  });

  test.each([textReport, markdownReport])(
    'what does not apply is said in a sentence, what is not there in none',
    (of) => {
      expect(of(auditResult({ loss: skipped }), options)).toContain('Skipped: memorydb keeps its own.');
      expect(of(auditResult(), options)).not.toContain('Acknowledged writes');
    },
  );
});

test.each([
  [2, false, '2 s'],
  [2.04, true, 'at least 2 s'],
  ['unbounded' as const, false, 'everything'],
  ['unknown' as const, false, 'unknown'],
  ['none' as const, false, '-'],
])('%s, a lower bound: %s, reads %s', (seconds, atLeast, words) => {
  expect(secondsWords({ seconds, atLeast })).toBe(words);
});
