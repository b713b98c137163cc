import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/replication/sync-stuck.ts';
import { oneAudit, twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const MIB = 2 ** 20;

const syncing = (leftMib: number, seconds = 60, more = {}) => ({
  info: {
    master_link_status: 'down',
    master_sync_in_progress: 1,
    master_sync_left_bytes: leftMib * MIB,
    master_link_down_since_seconds: seconds,
    ...more,
  },
});

describe('replication/sync-stuck', () => {
  test.each([
    ['passes when none runs', oneAudit(7004, {}), 'pass'],
    ['passes for one that has just begun', oneAudit(7004, syncing(500)), 'pass'],
    ['passes for one that goes on', twoAudits(7004, syncing(500), syncing(499)), 'pass'],
    ['fails for one that does not', twoAudits(7004, syncing(500), syncing(500)), 'fail'],
    ['passes for one without a known size that goes on', twoAudits(7004, syncing(-10), syncing(-20)), 'pass'],
    ['passes while the replica loads it', twoAudits(7004, syncing(0), syncing(0, 60, { loading: 1 })), 'pass'],
    ['passes while it loads beside', twoAudits(7004, syncing(0), syncing(0, 60, { async_loading: 1 })), 'pass'],
    ['passes for another process', twoAudits(7004, syncing(9), syncing(9, 60, { run_id: 'another' })), 'pass'],
    ['passes up to 15 minutes', oneAudit(7004, syncing(500, 900)), 'pass'],
    ['fails above that', oneAudit(7004, syncing(500, 901)), 'fail'],
    [
      'passes for a former primary that begins to follow',
      twoAudits(7004, { info: { master_link_status: undefined } }, syncing(500, -1)),
      'pass',
    ],
    ['counts the age of a process that never had a link', oneAudit(7004, syncing(500, -1)), 'fail'],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 7004).status).toBe(status);
  });

  test.each([
    [syncing(500), 'a sync stands still since the last audit, with 500 MiB left'],
    [syncing(-20), 'a sync stands still since the last audit, with 20 MiB received'],
    [syncing(500, 3600), 'syncing, 60 minutes without its primary, above 15'],
    [syncing(500, -1), 'syncing, up to 1445 minutes without its primary, above 15'],
  ])('says how far it is', (change, message) => {
    expect(verdict(rule, twoAudits(7004, change, change), 7004)).toMatchObject({ severity: 'warning', message });
  });

  test('takes another limit', () => {
    const judged = { ...oneAudit(7004, syncing(500, 600)), options: { failAboveMinutes: 5 } };
    expect(verdict(rule, judged, 7004).status).toBe('fail');
  });

  test('is unknown where it is not told, and skipped on a primary', () => {
    const info = { master_sync_in_progress: undefined };
    expect(verdict(rule, oneAudit(7004, { info }), 7004).status).toBe('unknown');
    expect(verdict(rule, oneAudit(7001, {}), 7001).status).toBe('skipped');
  });
});
