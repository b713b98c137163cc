import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/topology/ghost-member.ts';
import { type ClusterChange, clusterFacts, nodeId } from '../../../builders/facts.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { verdict } from '../../../builders/verdict.ts';

/** 7006 is flagged so in every view. */
const flagged = (flag: string, at = 0): ClusterChange => ({
  at,
  member: (member, port) => (port === 7006 ? { ...member, address: ':0', flags: [flag] } : member),
});

/** A stranger answers where 7006 was. */
const replaced = (at: number) => {
  const facts = clusterFacts(flagged('noaddr', at));
  const nodes = facts.nodes.map((node) => (node.nodeId === nodeId(7006) ? { ...node, nodeId: 'f'.repeat(40) } : node));
  return { ...facts, nodes };
};

describe('topology/ghost-member', () => {
  test.each(['noaddr', 'handshake'])('fails for one that is listed as %s in two audits', (flag) => {
    const before = [clusterFacts(flagged(flag))];
    expect(verdict(rule, { before, now: clusterFacts(flagged(flag, 300)) })).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: `listed in two audits running and not there: 00000000 (${flag})`,
    });
  });

  test('names the stranger that answers at its last address', () => {
    const before = [clusterFacts(), replaced(300)];
    expect(verdict(rule, { before, now: replaced(600) }).evidence).toEqual({
      ghosts: [
        {
          nodeId: nodeId(7006),
          flag: 'noaddr',
          lastAddress: '127.0.0.1:7006',
          lastAddressAnswersAs: 'f'.repeat(40),
        },
      ],
    });
  });

  test.each([
    ['nobody is', clusterFacts(), clusterFacts({ at: 300 })],
    ['it is seen for the first time', clusterFacts(), clusterFacts(flagged('handshake', 300))],
    ['it is over', clusterFacts(flagged('handshake')), clusterFacts({ at: 300 })],
  ])('passes when %s', (_, before, now) => {
    expect(verdict(rule, { before: [before], now }).status).toBe('pass');
  });

  test('is unknown at the first audit, and skipped without cluster mode', () => {
    expect(verdict(rule, { now: clusterFacts(flagged('noaddr')) }).status).toBe('unknown');
    expect(verdict(rule, { now: standaloneFacts() }).status).toBe('skipped');
  });
});
