import { describe, expect, test } from '@jest/globals';
import { pass } from '../../lib/core/finding.ts';
import { defineRule } from '../../lib/core/rule.ts';
import { clusterFacts, ports } from '../builders/facts.ts';
import { silent } from '../builders/silent.ts';
import { verdict } from '../builders/verdict.ts';

/** Tells what a rule about a node can read of the other members of its shard. */
const rule = defineRule({
  id: 'test/reads-fellows',
  title: 'It reads its fellows',
  severity: 'info',
  scope: 'node',
  providers: ['self-managed'],
  optional: ['info.server.run_id', 'info.stats.sync_full'],
  why: '',
  fix: [],
  links: [],
  check: ({ fellows, everyone }) =>
    pass({
      everyone: everyone.map(({ node }) => node.address),
      fellows: fellows.map((fellow) => ({
        address: fellow.node.address,
        now: fellow.maybe('info.server.run_id') ?? null,
        before: fellow.maybePrevious('info.server.run_id') ?? null,
        comparable: fellow.observedDelta('info.stats.sync_full').state,
      })),
    }),
});

const earlier = clusterFacts();

describe('a rule about a node', () => {
  test('reads the other members of the shard, now and before', () => {
    const now = clusterFacts({ at: 60, nodes: { 7004: { info: { run_id: 'another' } } } });
    expect(verdict(rule, { now, before: [earlier] }, 7001).evidence.fellows).toEqual([
      { address: '127.0.0.1:7004', now: 'another', before: 'process-7004', comparable: 'not-attempted' },
    ]);
  });

  test('is told of a member that is silent, without its facts', () => {
    const now = clusterFacts({ at: 60, nodes: { 7004: silent } });
    expect(verdict(rule, { now, before: [earlier] }, 7001).evidence.fellows).toEqual([
      { address: '127.0.0.1:7004', now: null, before: 'process-7004', comparable: 'failed' },
    ]);
  });

  test('reads every known member, silent ones and itself too', () => {
    const now = clusterFacts({ nodes: { 7002: silent } });
    expect(verdict(rule, { now }, 7001).evidence.everyone).toEqual(ports.map((port) => `127.0.0.1:${port}`));
  });

  test('has no fellows when it is of no shard', () => {
    const now = clusterFacts({ member: (line, port) => (port === 7001 ? { ...line, slots: [] } : line) });
    expect(verdict(rule, { now }, 7001).evidence.fellows).toEqual([]);
  });
});
