import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/replication/key-counts-diverge.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { verdict } from '../../../builders/verdict.ts';

const holding = (primary: number, replica: number, more: NodeChange = {}) => ({
  now: clusterFacts({ nodes: { 7001: { keys: primary }, 7004: { keys: replica, ...more } } }),
});

describe('replication/key-counts-diverge', () => {
  test.each([
    ['passes with as many keys', holding(20_000, 20_000), 'pass'],
    ['passes within 1 %', holding(20_000, 19_800), 'pass'],
    ['fails with fewer', holding(20_000, 19_799), 'fail'],
    ['fails with more', holding(20_000, 20_201), 'fail'],
    ['passes for a few keys of few', holding(200, 100), 'pass'],
    ['passes while the offsets differ', holding(20_000, 1, { info: { master_repl_offset: 1 } }), 'pass'],
    ['is unknown while it loads', holding(20_000, 1, { info: { loading: 1 } }), 'unknown'],
    ['is skipped while the link is down', holding(20_000, 1, { info: { master_link_status: 'down' } }), 'skipped'],
  ])('%s', (_, judged, status) => {
    expect(verdict(rule, judged, 7004).status).toBe(status);
  });

  test('says what each holds', () => {
    expect(verdict(rule, holding(20_000, 15_000), 7004)).toMatchObject({
      severity: 'warning',
      message: '15000 keys where its primary has 20000, at one offset; above 100 keys and 1 %',
      evidence: { keys: 15_000, keysOfPrimary: 20_000 },
    });
  });

  test.each([
    [{ failAboveKeys: 10_000 }, 'pass'],
    [{ failAbovePercent: 50 }, 'pass'],
  ])('takes other limits: %j', (options, status) => {
    expect(verdict(rule, { ...holding(20_000, 15_000), options }, 7004).status).toBe(status);
  });

  test('is unknown where its primary cannot be read, and skipped on a primary', () => {
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7001: silent } }) }, 7004).status).toBe('unknown');
    expect(verdict(rule, { now: clusterFacts() }, 7001).status).toBe('skipped');
  });

  test('fires at the second audit: the two are read one after the other', () => {
    expect(rule.failureThreshold).toBe(2);
  });
});
