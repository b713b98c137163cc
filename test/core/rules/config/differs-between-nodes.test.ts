import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/config/differs-between-nodes.ts';
import { policyWith } from '../../../builders/facts.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('config/differs-between-nodes', () => {
  test('passes where all are the same, whatever ports and paths are', () => {
    expect(verdict(rule, oneAudit(7001, { config: { port: '1', 'tls-port': '2', dir: '/x' } })).status).toBe('pass');
  });

  test('names directives and values', () => {
    expect(verdict(rule, oneAudit(7004, { config: { appendonly: 'no', maxmemory: '1' } }))).toMatchObject({
      status: 'fail',
      message: 'appendonly and maxmemory are not the same on every node',
      evidence: {
        directives: ['appendonly', 'maxmemory'],
        differences: [{ values: [{ value: 'yes' }, { value: 'no', nodes: ['127.0.0.1:7004'] }] }, {}],
      },
    });
  });

  test('leaves out what is declared to depend on the role', () => {
    const judged = { ...oneAudit(7004, { config: { save: '900 1' } }), policy: policyWith({ roleSpecific: ['save'] }) };
    expect(verdict(rule, judged).status).toBe('pass');
  });

  test('a directive that only some versions have is compared among those', () => {
    expect(verdict(rule, oneAudit(7004, { config: { 'latency-tracking': 'yes' } })).status).toBe('pass');
  });

  test('is unknown where CONFIG is refused and the others agree', () => {
    const judged = oneAudit(7001, { noConfig: failed('no-permission', 'NOPERM') });
    expect(verdict(rule, judged).status).toBe('unknown');
  });
});
