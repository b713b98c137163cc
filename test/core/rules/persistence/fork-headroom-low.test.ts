import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/persistence/fork-headroom-low.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { failing, verdict } from '../../../builders/verdict.ts';

const GIB = 2 ** 30;

/** 7001 and 7002 of the given sizes in GiB on a host of 16 GiB; the other members of 60 MiB are on it too. */
const host = (first: number, second: number, more: NodeChange = {}, of7002: NodeChange = {}) => ({
  now: clusterFacts({
    nodes: {
      7001: { ...more, info: { used_memory_rss: first * GIB, ...more.info } },
      7002: { info: { used_memory_rss: second * GIB }, ...of7002 },
    },
  }),
});

describe('persistence/fork-headroom-low', () => {
  test('passes where there is room for a fork', () => {
    expect(failing(rule, host(8, 4))).toEqual([]);
  });

  test('fails on the largest member of the host, and nowhere else', () => {
    const judged = host(8, 5);
    expect(failing(rule, judged)).toEqual(['127.0.0.1:7001']);
    expect(verdict(rule, judged, 7001)).toMatchObject({
      severity: 'warning',
      message: "13 GiB and a fork of 2 GiB are 95 % of the host's memory, above 90 %",
      evidence: { members: 6, forkBytes: 2 * GIB, memoryBytes: 16 * GIB, percent: 95 },
    });
  });

  test.each([
    ['rdb_last_cow_size', 7],
    ['aof_last_cow_size', 7],
  ])('counts what the last fork copied: %s', (field, gib) => {
    expect(failing(rule, host(8, 1, { info: { [field]: gib * GIB } }))).toEqual(['127.0.0.1:7001']);
  });

  test('counts only the members with the same IP', () => {
    const { nodes, ...facts } = host(8, 5).now;
    const apart = nodes.map((node) => ({ ...node, address: node.address.replace('127.0.0.1:7002', '10.0.0.2:7002') }));
    expect(failing(rule, { now: { ...facts, nodes: apart } })).toEqual([]);
  });

  test.each([
    ['another limit', { failAbovePercent: 99 }, []],
    ['a larger share', { cowShare: 0.5, failAbovePercent: 99 }, ['127.0.0.1:7001']],
  ])('takes %s', (_, options, where) => {
    expect(failing(rule, { ...host(8, 5), options })).toEqual(where);
  });

  test('is unknown while a member on the host answers and cannot be read', () => {
    const judged = host(8, 1, {}, { noInfo: failed('busy', 'BUSY') });
    expect(verdict(rule, judged, 7001)).toMatchObject({ status: 'unknown' });
  });

  test('goes by the others when one does not run', () => {
    expect(verdict(rule, host(8, 1, {}, silent), 7001)).toMatchObject({ status: 'pass' });
  });

  test('is unknown where the server does not tell its memory', () => {
    expect(verdict(rule, host(8, 1, { info: { total_system_memory: undefined } }), 7001).status).toBe('unknown');
  });
});
