import { describe, expect, test } from '@jest/globals';
import { ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/latency/deletion-spike.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('latency/deletion-spike', () => {
  const spike = (event: string, ms = 100, threshold = '100') =>
    oneAudit(7001, {
      latency: ok({ since: 'cursor', events: [], newSamples: [{ event, at: 1, ms }] }),
      config: { 'latency-monitor-threshold': threshold },
    });

  test.each(['expire-cycle', 'expire-del', 'evict-del', 'eviction-cycle', 'eviction-lazyfree'])(
    'fails for %s',
    (event) => {
      const found = verdict(rule, spike(event, 120), 7001);
      expect(found).toMatchObject({ status: 'fail', message: `${event} of 120 ms (limit 100 ms)` });
    },
  );

  test.each(['command', 'fork', 'aof-write', 'active-defrag-cycle'])('leaves %s to another rule', (event) => {
    expect(verdict(rule, spike(event), 7001).status).toBe('pass');
  });

  test('passes below the limit, and says nothing while the monitor is off', () => {
    expect(verdict(rule, spike('expire-cycle', 99), 7001).status).toBe('pass');
    expect(verdict(rule, spike('expire-cycle', 99, '0'), 7001).status).toBe('unknown');
  });
});
