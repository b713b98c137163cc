import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/clients/near-limit.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('clients/near-limit', () => {
  test.each([
    [80, 'pass', ''],
    [81, 'fail', '81 of 100 connections, 81 % (limit 80 %)'],
  ])('%i of 100 connections', (connected, status, message) => {
    const info = { connected_clients: connected, maxclients: 100 };
    expect(verdict(rule, oneAudit(7001, { info }), 7001)).toMatchObject({ status, message });
  });

  test('is unknown where INFO cannot be read', () => {
    expect(verdict(rule, oneAudit(7001, { noInfo: failed('busy', 'BUSY') }), 7001).status).toBe('unknown');
  });
});
