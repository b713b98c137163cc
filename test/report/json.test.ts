import { describe, expect, test } from '@jest/globals';
import { jsonReport } from '../../lib/report/json.ts';
import { unlikeShards } from '../builders/loss.ts';
import { auditResult, finding, missing, node } from '../builders/result.ts';
import { carelessSetUp, lostShard } from '../builders/stories.ts';

const parsed = (...of: Parameters<typeof jsonReport>) => JSON.parse(jsonReport(...of));

describe('the JSON report', () => {
  test('has the keys that are promised, in their order', () => {
    expect(Object.keys(parsed(carelessSetUp()))).toEqual([
      'schemaVersion',
      'runId',
      'audit',
      'cluster',
      'scheduledAt',
      'startedAt',
      'durationMs',
      'summary',
      'nodes',
      'findings',
      'alerts',
      'notifications',
      'silences',
      'slowCommands',
      'latency',
    ]);
    expect(Object.keys(parsed(carelessSetUp()).findings[0])).toEqual([
      'rule',
      'severity',
      'status',
      'resource',
      'message',
      'evidence',
      'fingerprint',
      'missing',
    ]);
  });

  test('ends with the data-loss windows, where the audit has them', () => {
    const document = parsed(auditResult({ loss: unlikeShards }));
    expect(Object.keys(document).at(-1)).toBe('loss');
    expect(document.loss).toEqual(JSON.parse(JSON.stringify(unlikeShards)));
  });

  test('holds everything, verdicts that passed too', () => {
    const { findings, ...rest } = lostShard();
    expect(parsed(lostShard())).toMatchObject(JSON.parse(JSON.stringify(rest)));
    expect(parsed(lostShard()).findings).toHaveLength(findings.length);
  });

  test('names each absent fact once, and says why beside it', () => {
    const absent = [
      missing('config.save', 'timeout', 'no reply within 2000 ms', 7001),
      missing('config.save', 'timeout', 'no reply within 2000 ms', 7002),
      missing('prev.info.stats.sync_full', 'not-attempted', 'no earlier audit'),
    ];
    const [only] = parsed(
      auditResult({ findings: [finding('a/b', 'unknown', node(7001), { missing: absent })] }),
    ).findings;
    expect(only.missing).toEqual(['config.save', 'prev.info.stats.sync_full']);
    expect(only.missingFacts).toEqual(absent);
  });

  test('shows no control character on a terminal and still says the same', () => {
    const message = 'a\u001b[31m\u0085\u007f\u202e\u2028\u{e0001} é 漢';
    const text = jsonReport(auditResult({ findings: [finding('a/b', 'fail', node(7001), { message })] }));
    expect(text).toMatch(/^(?:\n|[^\p{Cc}\p{Cf}\p{Zl}])*$/u);
    expect(JSON.parse(text).findings[0].message).toBe(message);
    expect(text).toContain('é 漢');
  });

  test('ends with a newline', () => expect(jsonReport(auditResult()).endsWith('}\n')).toBe(true));
});
