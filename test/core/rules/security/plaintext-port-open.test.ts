import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/security/plaintext-port-open.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('security/plaintext-port-open', () => {
  test.each([
    ['both are open', '6379', '6380', 'fail', 'port 6379 is open beside tls-port 6380 (limit: port 0)'],
    ['TLS only', '0', '6380', 'pass', ''],
    ['no TLS', '6379', '0', 'skipped', 'TLS is off'],
  ])('%s', (_, port, tlsPort, status, message) => {
    const judged = oneAudit(7001, { config: { port, 'tls-port': tlsPort } });
    expect(verdict(rule, judged, 7001)).toMatchObject({ status, message });
  });
});
