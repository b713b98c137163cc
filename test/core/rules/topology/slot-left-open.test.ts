import { describe, expect, test } from '@jest/globals';
import { failed, ok } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/topology/slot-left-open.ts';
import { clusterFacts, nodeId, type Port } from '../../../builders/facts.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { verdict } from '../../../builders/verdict.ts';

const open = (slots: Partial<Record<Port, readonly string[]>>, at = 0) =>
  clusterFacts({
    at,
    nodes: Object.fromEntries(
      Object.entries(slots).map(([port, openSlots]) => [port, { view: ok({ viewId: 'common', openSlots }) }]),
    ),
  });

const migrating = (slot: number, to: number) => `${slot}->-${nodeId(to)}`;
const importing = (slot: number, from: number) => `${slot}-<-${nodeId(from)}`;
const bothSides = { 7001: [migrating(100, 7002)], 7002: [importing(100, 7001)] };

describe('topology/slot-left-open', () => {
  test.each([
    ['passes where no slot is open', open({}), 'pass'],
    ['passes where a reshard is at work', open(bothSides), 'pass'],
    [
      'passes where the reshard has gone on to the next slot between the two readings',
      open({ ...bothSides, 7002: [importing(101, 7001)] }),
      'pass',
    ],
    ['fails where the other side knows nothing', open({ 7001: [migrating(100, 7002)] }), 'fail'],
    [
      'fails where the other side is open to somebody else',
      open({ ...bothSides, 7002: [importing(100, 7003)] }),
      'fail',
    ],
    ['fails where both sides give it away', open({ ...bothSides, 7002: [migrating(100, 7001)] }), 'fail'],
    ['fails where the other side is no member', open({ 7001: [migrating(100, 9)] }), 'fail'],
  ])('%s', (_, now, status) => {
    expect(verdict(rule, { now }, 7001).status).toBe(status);
  });

  test('fails for a pair that was there at the last audit', () => {
    const judged = { before: [open(bothSides)], now: open(bothSides, 300) };
    expect(verdict(rule, judged, 7001)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: 'slot 100 is migrating, as in the previous audit',
    });
    expect(verdict(rule, judged, 7002)).toMatchObject({ message: 'slot 100 is importing, as in the previous audit' });
  });

  test('passes for another slot than at the last audit', () => {
    const next = { 7001: [migrating(101, 7002)], 7002: [importing(101, 7001)] };
    expect(verdict(rule, { before: [open(bothSides)], now: open(next, 300) }, 7001).status).toBe('pass');
  });

  test.each([
    ['the other side', 7002],
    ['the node', 7001],
  ] as const)('is unknown where %s cannot be read', (_, port) => {
    const facts = open(bothSides);
    const nodes = facts.nodes.map((node) =>
      node.nodeId === nodeId(port) ? { ...node, view: failed('timeout', 'no reply within 2000 ms') } : node,
    );
    expect(verdict(rule, { now: { ...facts, nodes } }, 7001).status).toBe('unknown');
  });

  test('is skipped on a replica, which may know of what its primary has open', () => {
    expect(verdict(rule, { now: open({ 7004: [migrating(100, 7002)] }) }, 7004).status).toBe('skipped');
  });

  test('is skipped without cluster mode', () => {
    expect(verdict(rule, { now: standaloneFacts() }, 7001).status).toBe('skipped');
  });
});
