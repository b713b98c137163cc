import { describe, expect, test } from '@jest/globals';
import type { SilenceResult } from '../../lib/core/result.ts';
import { jsonReport } from '../../lib/report/json.ts';
import { markdownReport } from '../../lib/report/markdown.ts';
import { textReport } from '../../lib/report/text.ts';
import type { Port } from '../builders/facts.ts';
import { auditResult, cluster, finding, node, ruleTexts, shard } from '../builders/result.ts';

const options = { rules: ruleTexts, width: 100 };

const on = (rule: string, ...resources: readonly ReturnType<typeof node>[]): SilenceResult['alerts'] =>
  resources.map((resource) => ({ fingerprint: finding(rule, 'fail', resource).fingerprint, rule, resource }));

const ports: readonly Port[] = [7001, 7002, 7003, 7004, 7005, 7006];

const silenced = auditResult({
  silences: [
    {
      kind: 'maintenance',
      id: 'weekly-restart',
      owner: 'platform',
      reason: 'nodes are restarted',
      until: '2026-03-01T04:00:00.000Z',
      alerts: [
        ...on('topology/node-restarted', ...ports.map((port) => node(port))),
        ...on('topology/views-disagree', cluster),
      ],
    },
    {
      kind: 'silence',
      id: 'a1b2c3d4',
      owner: 'ann',
      reason: 'new disk',
      until: '2026-03-01T05:00:00.000Z',
      alerts: [...on('aof/not-enabled', node(7001)), ...on('persistence/loss-window-too-long', shard(7001))],
    },
  ],
});

/** What stands below a heading, up to the next empty line. */
function section(report: string, head: string): string {
  return report.slice(report.indexOf(head)).split('\n\n')[0] ?? '';
}

describe('what is silenced', () => {
  test('stands in the text report with who wanted it, and until when', () => {
    expect(section(textReport(silenced, options), 'Silenced:')).toBe(`Silenced: 9 alerts
  until 2026-03-01 04:00:00 UTC by platform (maintenance weekly-restart: nodes are restarted):
    topology/node-restarted on 127.0.0.1:7001, 127.0.0.1:7002, 127.0.0.1:7003, 127.0.0.1:7004,
    127.0.0.1:7005 and 127.0.0.1:7006; topology/views-disagree on the whole cluster
  until 2026-03-01 05:00:00 UTC by ann (silence a1b2c3d4: new disk): aof/not-enabled on
    127.0.0.1:7001; persistence/loss-window-too-long on shard 0`);
  });

  test('stands in the Markdown report', () => {
    expect(markdownReport(silenced, options)).toContain(`### Silenced: 9 alerts

- until 2026-03-01 04:00:00 UTC by platform (maintenance weekly-restart: nodes are restarted): topology/node-restarted on`);
  });

  test('stands in the JSON report', () => {
    expect(JSON.parse(jsonReport(silenced)).silences).toEqual(JSON.parse(JSON.stringify(silenced.silences)));
  });

  test('is counted when there is too much of it', () => {
    const many = Array.from({ length: 20 }, (_, index) => node(ports[index % 6] ?? 7001));
    const [first] = silenced.silences;
    const result = auditResult({
      silences: first === undefined ? [] : [{ ...first, alerts: on('aof/not-enabled', ...many) }],
    });
    expect(textReport(result, options).replace(/\s+/g, ' ')).toContain('127.0.0.1:7006 and 14 more');
  });

  test('is not mentioned when nothing is', () => {
    for (const report of [textReport, markdownReport]) expect(report(auditResult(), options)).not.toContain('ilence');
  });

  test('is nothing at all when the silences could not be read, which every report says', () => {
    const problem = auditResult({ silencesProblem: 'state/cluster=test/silences.json in DIR is damaged' });
    const words =
      'nothing is silenced, for the silences could NOT be read: state/cluster=test/silences.json in DIR is damaged';
    expect(textReport(problem, options).replace(/\s+/g, ' ')).toContain(`Silenced: 0 alerts ${words}`);
    expect(markdownReport(problem, options)).toContain(words);
    expect(JSON.parse(jsonReport(problem)).silencesProblem).toBe(problem.silencesProblem);
  });

  test('cannot play with a terminal or a page', () => {
    const [first] = silenced.silences;
    const evil = auditResult({
      silences: first === undefined ? [] : [{ ...first, owner: '@ops\u001b[2J', reason: '<b>\u202e' }],
    });
    expect(textReport(evil, options)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(markdownReport(evil, options)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]|<b>|@ops/u);
  });
});
