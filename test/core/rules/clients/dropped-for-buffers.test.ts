import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/clients/dropped-for-buffers.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('clients/dropped-for-buffers', () => {
  const counted = twoAudits(
    7001,
    { info: { evicted_clients: 0, client_output_buffer_limit_disconnections: 1 } },
    { info: { evicted_clients: 1, client_output_buffer_limit_disconnections: 2 } },
  );

  test('passes where it did not grow', () => {
    expect(
      verdict(
        rule,
        twoAudits(
          7001,
          { info: { evicted_clients: 0, client_output_buffer_limit_disconnections: 1 } },
          { info: { evicted_clients: 0, client_output_buffer_limit_disconnections: 1 } },
        ),
        7001,
      ).status,
    ).toBe('pass');
  });

  test('fails where it grew', () => {
    expect(verdict(rule, counted, 7001)).toMatchObject({
      status: 'fail',
      message: '2 clients were cut off for buffers since the last audit (limit: none)',
    });
  });

  test('is unknown where the version counts none of them', () => {
    expect(verdict(rule, twoAudits(7001, {}, {}), 7001).status).toBe('unknown');
  });

  test('is unknown at a first audit and after a restart', () => {
    const [then] = counted.before;
    expect(verdict(rule, { now: then ?? clusterFacts() }, 7001).status).toBe('unknown');
    const restarted = twoAudits(7001, {}, { info: { run_id: 'another' } });
    expect(verdict(rule, restarted, 7001).status).toBe('unknown');
  });
});
