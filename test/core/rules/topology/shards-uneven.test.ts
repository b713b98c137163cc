import { describe, expect, test } from '@jest/globals';
import type { ClusterMember } from '../../../../lib/core/facts.ts';
import { rule } from '../../../../lib/core/rules/topology/shards-uneven.ts';
import type { SlotRange } from '../../../../lib/core/slots.ts';
import { clusterFacts, type Port } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { verdict } from '../../../builders/verdict.ts';

const GIB = 2 ** 30;

const owning = (slots: Partial<Record<Port, readonly SlotRange[]>>, more: Partial<ClusterMember> = {}) => ({
  now: clusterFacts({
    member: (member, port) => (slots[port] === undefined ? member : { ...member, ...more, slots: slots[port] }),
  }),
});

const holding = (gib: number) => ({ info: { used_memory_dataset: gib * GIB } });
const sizes = (first: number, others: number) => ({
  now: clusterFacts({ nodes: { 7001: holding(first), 7002: holding(others), 7003: holding(others) } }),
});

describe('topology/shards-uneven', () => {
  test('passes where slots and data are spread evenly', () => {
    expect(verdict(rule, { now: clusterFacts() }).status).toBe('pass');
  });

  test.each([
    [
      'a primary owns many slots',
      owning({ 7001: [[0, 8200]], 7002: [[8201, 10_922]] }),
      '127.0.0.1:7001 owns 8201 slots, the mean is 5461',
    ],
    ['a primary owns none', owning({ 7001: [] }), '127.0.0.1:7001 owns no slots'],
    ['a primary holds much', sizes(4, 1), '127.0.0.1:7001 holds 4 GiB, the mean is 2 GiB'],
  ])('fails where %s', (_, judged, message) => {
    expect(verdict(rule, judged)).toMatchObject({ status: 'fail', severity: 'info', message });
  });

  test.each([
    ['has failed and lost its slots', owning({ 7001: [] }, { flags: ['fail'] })],
    ['holds little, however uneven', sizes(0.5, 0.1)],
  ])('passes where a primary %s', (_, judged) => {
    expect(verdict(rule, judged).status).toBe('pass');
  });

  test.each([
    [{ failAboveRatio: 3 }, sizes(4, 1), 'pass'],
    [{ minMiB: 100 }, sizes(0.5, 0.1), 'fail'],
  ])('takes other limits: %j', (options, judged, status) => {
    expect(verdict(rule, { ...judged, options }).status).toBe(status);
  });

  test('is unknown where a primary cannot be read, and skipped without cluster mode', () => {
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7002: silent } }) }).status).toBe('unknown');
    expect(verdict(rule, { now: standaloneFacts() }).status).toBe('skipped');
  });
});
