import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/topology/host-loss-stops-cluster.ts';
import { clusterFacts, type Port } from '../../../builders/facts.ts';
import { onHosts } from '../../../builders/hosts.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { verdict } from '../../../builders/verdict.ts';

/** Three hosts, each with a primary and the replica of another, but for what a test moves. */
const spread = (change: Partial<Record<Port, string>> = {}) => ({
  now: onHosts(clusterFacts(), {
    7001: '10.0.0.1',
    7002: '10.0.0.2',
    7003: '10.0.0.3',
    7004: '10.0.0.2',
    7005: '10.0.0.3',
    7006: '10.0.0.1',
    ...change,
  }),
});

describe('topology/host-loss-stops-cluster', () => {
  test('passes where members are spread', () => {
    expect(verdict(rule, spread()).status).toBe('pass');
  });

  test.each([
    ['two of three primaries', { 7002: '10.0.0.1' }, '10.0.0.1 carries 2 of 3 primaries'],
    ['a whole shard', { 7004: '10.0.0.1' }, '10.0.0.1 carries every member of shard 0'],
  ] as const)('fails where one host carries %s', (_, change, message) => {
    expect(verdict(rule, spread(change))).toMatchObject({ status: 'fail', severity: 'warning', message });
  });

  test('is skipped where any member is on loopback', () => {
    expect(verdict(rule, spread({ 7006: '127.0.0.1' })).status).toBe('skipped');
  });

  test('is skipped without cluster mode', () => {
    expect(verdict(rule, { now: standaloneFacts() }).status).toBe('skipped');
  });

  test('is unknown where no node tells its view', () => {
    const facts = spread().now;
    const nodes = facts.nodes.map((node) => ({ ...node, view: { state: 'not-attempted', detail: '' } as const }));
    expect(verdict(rule, { now: { ...facts, nodes } }).status).toBe('unknown');
  });
});
