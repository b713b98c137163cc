import { describe, expect, test } from '@jest/globals';
import { runsIn } from '../../../../lib/core/audit-series.ts';
import { AUDITOR_CLIENT_NAME } from '../../../../lib/core/client-name.ts';
import { rule } from '../../../../lib/core/rules/auditor/own-load-visible.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { type EntryChange, slowlog } from '../../../builders/slowlog.ts';
import { verdict } from '../../../builders/verdict.ts';

const own: EntryChange = { command: 'cluster|nodes', clientName: AUDITOR_CLIENT_NAME, ms: 15 };
const logged = (entry: EntryChange, change = {}) => ({
  now: clusterFacts({ nodes: { 7001: slowlog([entry], change) } }),
});

describe('auditor/own-load-visible', () => {
  test('fails for an entry of its own', () => {
    expect(verdict(rule, logged(own), 7001)).toMatchObject({
      status: 'fail',
      message: 'CLUSTER NODES of the auditor took 15 ms (limit 10 ms)',
    });
  });

  test.each([
    ['of somebody else', { ...own, clientName: 'shop' }],
    ['that is short', { ...own, ms: 9 }],
  ])('passes for an entry %s', (_, entry) => {
    expect(verdict(rule, logged(entry), 7001).status).toBe('pass');
  });

  test('is unknown on a first visit', () => {
    expect(verdict(rule, logged(own, { since: 'first-visit' }), 7001).status).toBe('unknown');
  });

  test('runs only where the slow log is read: another audit would take its entries away', () => {
    expect(runsIn('slowlog', rule)).toBe(true);
    expect(runsIn('topology', rule)).toBe(false);
  });
});
