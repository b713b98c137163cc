import { describe, expect, test } from '@jest/globals';
import type { Histograms } from '../../../../lib/core/facts.ts';
import { failed, ok, unsupported } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/latency/percentile-high.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { oneAudit, twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const had = (histograms: Histograms, more: NodeChange = {}): NodeChange => ({
  latencyHistogram: ok(histograms),
  ...more,
});

/** So many quick calls of GET, and so many slow ones, since the last audit. */
const calls = (quick: number, slow: number, command = 'get') =>
  twoAudits(
    7001,
    had({ [command]: [[33, 5000]] }),
    had({
      [command]: [
        [33, 5000 + quick],
        [16_895, 5000 + quick + slow],
      ],
    }),
  );

describe('latency/percentile-high', () => {
  test.each([
    ['passes when one call in a hundred is quick', calls(1000, 5), 'pass'],
    ['fails when it is slow', calls(1000, 20), 'fail'],
    ['passes with few calls', calls(900, 50), 'pass'],
    [
      'passes over the slow calls of before',
      twoAudits(
        7001,
        had({ get: [[16_895, 9000]] }),
        had({
          get: [
            [33, 2000],
            [16_895, 11_000],
          ],
        }),
      ),
      'pass',
    ],
    ['leaves out commands that wait', calls(1000, 500, 'blpop'), 'pass'],
    ['leaves out those of servers', calls(1000, 500, 'psync'), 'pass'],
    ['leaves out administration', calls(1000, 500, 'info'), 'pass'],
    ['counts a command that is new', twoAudits(7001, had({}), had({ get: [[16_895, 2000]] })), 'fail'],
    ['is unknown in the first audit', oneAudit(7001, had({ get: [[16_895, 2000]] })), 'unknown'],
    [
      'is unknown after a restart',
      twoAudits(7001, had({}), had({ get: [[16_895, 2000]] }, { info: { run_id: 'f'.repeat(40) } })),
      'unknown',
    ],
    [
      'is unknown after a reset of the histograms',
      twoAudits(7001, had({ get: [[33, 5000]] }), had({ get: [[33, 200]] })),
      'unknown',
    ],
    [
      'is unknown where it is refused',
      twoAudits(7001, had({}), { latencyHistogram: failed('no-permission', '') }),
      'unknown',
    ],
    [
      'is skipped before 7.0',
      twoAudits(7001, had({}), { latencyHistogram: unsupported('no such subcommand') }),
      'skipped',
    ],
    [
      'is skipped where nothing is tracked',
      twoAudits(7001, had({}), had({}, { config: { 'latency-tracking': 'no' } })),
      'skipped',
    ],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 7001).status).toBe(status);
  });

  test('says which command, how slow, and how many calls', () => {
    expect(verdict(rule, calls(1000, 20), 7001)).toMatchObject({
      severity: 'warning',
      message: 'one GET in a hundred takes up to 16.9 ms (limit 10 ms)',
      evidence: { commands: [{ command: 'get', calls: 1020, p99Ms: 16.9 }] },
    });
  });

  test('takes other limits', () => {
    expect(verdict(rule, { ...calls(1000, 20), options: { failAboveMs: 20 } }, 7001).status).toBe('pass');
    expect(verdict(rule, { ...calls(100, 50), options: { minCalls: 100 } }, 7001).status).toBe('fail');
  });

  test('compares with the reading before an audit that did not bring it', () => {
    const [get, missed] = [had({ get: [[33, 5000]] }), { latencyHistogram: failed('timeout', '') }];
    const before = [clusterFacts({ nodes: { 7001: get } }), clusterFacts({ at: 60, nodes: { 7001: missed } })];
    const now = clusterFacts({
      at: 120,
      nodes: {
        7001: had({
          get: [
            [33, 6000],
            [16_895, 6100],
          ],
        }),
      },
    });
    expect(verdict(rule, { before, now }, 7001).status).toBe('fail');
  });
});
