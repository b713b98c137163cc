import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/replication/min-replicas-blocks-writes.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const wants = (wanted: string, good: number | undefined, longestLag = '10') =>
  oneAudit(7001, {
    config: { 'min-replicas-to-write': wanted, 'min-replicas-max-lag': longestLag },
    info: { min_slaves_good_slaves: good },
  });

describe('replication/min-replicas-blocks-writes', () => {
  test.each([
    ['passes with as many as are wanted', wants('1', 1), 'pass'],
    ['fails with fewer', wants('2', 1), 'fail'],
    ['is skipped where none is wanted', wants('0', undefined), 'skipped'],
    ['is skipped where a longest lag of 0 switches it off', wants('2', undefined, '0'), 'skipped'],
    ['is unknown where it is not told', wants('2', undefined), 'unknown'],
    ['is unknown where settings cannot be read', oneAudit(7001, { noConfig: failed('no-permission', '') }), 'unknown'],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 7001).status).toBe(status);
  });

  test('says how many', () => {
    expect(verdict(rule, wants('2', 1), 7001)).toMatchObject({
      severity: 'critical',
      message: '1 of the 2 replicas of min-replicas-to-write keep up: writes are refused',
      evidence: { goodReplicas: 1, wantedReplicas: 2 },
    });
  });

  test('is skipped on a replica', () => {
    expect(verdict(rule, wants('2', 1), 7004).status).toBe('skipped');
  });
});
