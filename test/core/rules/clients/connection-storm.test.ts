import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/clients/connection-storm.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('clients/connection-storm', () => {
  const opened = (count: number, seconds = 60) =>
    twoAudits(7001, {}, { info: { total_connections_received: 1000 + count } }, seconds);

  test.each<[string, ReturnType<typeof opened>, string, string]>([
    ['1000 in a minute', opened(1000), 'pass', ''],
    ['1100 in a minute', opened(1100), 'fail', '1100 new connections a minute (limit 1000)'],
    ['900 in a second', opened(900, 1), 'pass', ''],
  ])('%s', (_, judged, status, message) => {
    expect(verdict(rule, judged, 7001)).toMatchObject({ status, message });
  });

  test('counts by the clock of the auditor where that of the server was set back', () => {
    const early = { total_connections_received: 2100, server_time_usec: 1 };
    expect(verdict(rule, twoAudits(7001, {}, { info: early }, 60), 7001)).toMatchObject({
      status: 'fail',
      message: '1100 new connections a minute (limit 1000)',
    });
  });

  test('is unknown at a first audit and after a restart', () => {
    const [then] = opened(2000).before;
    expect(verdict(rule, { now: then ?? clusterFacts() }, 7001).status).toBe('unknown');
    const restarted = twoAudits(7001, {}, { info: { run_id: 'another' } });
    expect(verdict(rule, restarted, 7001).status).toBe('unknown');
  });
});
