import { describe, expect, test } from '@jest/globals';
import { ok } from '../../lib/core/observed.ts';
import { topologyOf } from '../../lib/core/topology.ts';
import { rememberUpheavals, upheavalsIn } from '../../lib/core/upheavals.ts';
import { clusterFacts, nodeId } from '../builders/facts.ts';
import { findingOf } from '../builders/finding.ts';

const before = topologyOf(clusterFacts());
const failover = findingOf({ rule: 'topology/failover-happened', resource: { kind: 'shard', id: '0' } });
const seen = (...args: Parameters<typeof upheavalsIn>) => [...(upheavalsIn(...args) ?? [])];

describe('what is being done to a cluster', () => {
  test('is nothing on most days', () => expect(seen(clusterFacts(), [], before)).toEqual([]));

  test('is not known on the first audit, but for what is open', () => {
    expect(seen(clusterFacts(), [], null)).toEqual([]);
  });

  test('cannot be told when no node says who owns what', () => {
    const blind = { view: { state: 'not-attempted', detail: 'test' } } as const;
    expect(upheavalsIn(clusterFacts({ everyNode: blind }), [], before)).toBeNull();
  });

  test('is a failover by the word of its rule', () => {
    expect(seen(clusterFacts(), [failover], before)).toEqual([['0', 'failover']]);
    expect(seen(clusterFacts(), [{ ...failover, status: 'pass' }], before)).toEqual([]);
  });

  test('is a reshard of both shards while slots are open', () => {
    const view = (slot: string) => ({ view: ok({ viewId: 'common', openSlots: [slot] }) });
    const facts = clusterFacts({ nodes: { 7001: view(`100->-${nodeId(7002)}`), 7002: view(`100-<-${nodeId(7001)}`) } });
    expect(seen(facts, [], before)).toEqual([
      ['0', 'reshard'],
      ['5461', 'reshard'],
    ]);
  });

  test('is a reshard of both shards when slots have moved', () => {
    const facts = clusterFacts({
      member: (each, port) =>
        port === 7001 ? { ...each, slots: [[0, 5400]] } : port === 7002 ? { ...each, slots: [[5401, 10_922]] } : each,
    });
    expect(new Map(seen(facts, [], before))).toEqual(
      new Map([
        ['0', 'reshard'],
        ['5401', 'reshard'],
      ]),
    );
  });

  test('is no reshard when a replica has taken the slots over', () => {
    const facts = clusterFacts({
      member: (each, port) => {
        if (port === 7001) return { ...each, role: 'replica', primaryId: nodeId(7004), slots: [] };
        const { primaryId: _, ...rest } = each;
        return port === 7004 ? { ...rest, role: 'primary', slots: [[0, 5460]] } : each;
      },
    });
    expect(seen(facts, [], before)).toEqual([]);
  });

  test('is no reshard when a shard is lost', () => {
    const facts = clusterFacts({ member: (each, port) => (port === 7002 ? { ...each, slots: [] } : each) });
    expect(seen(facts, [], before)).toEqual([]);
  });
});

describe('what is remembered of it', () => {
  const at = (minutes: number): string => new Date(Date.UTC(2026, 2, 1, 3, minutes)).toISOString();
  const reshard = new Map([['0', 'reshard']] as const);

  test('is until when warnings wait, and then nothing', () => {
    const first = rememberUpheavals({}, new Map([['0', 'failover']]), at(0), 300);
    expect(first).toEqual({ 0: { kind: 'failover', from: at(0), until: at(5) } });
    expect(rememberUpheavals(first, new Map(), at(4), 300)).toEqual(first);
    expect(rememberUpheavals(first, new Map(), at(5), 300)).toEqual({});
  });

  test('stays when an audit cannot tell', () => {
    const first = rememberUpheavals({}, reshard, at(0), 300);
    expect(rememberUpheavals(first, null, at(60), 300)).toBe(first);
  });

  test('goes on while slots are open, up to an hour', () => {
    let state = rememberUpheavals({}, reshard, at(0), 300);
    for (const minute of [10, 20, 50]) state = rememberUpheavals(state, reshard, at(minute), 300);
    expect(state).toEqual({ 0: { kind: 'reshard', from: at(0), until: at(55) } });
    for (const minute of [58, 300]) state = rememberUpheavals(state, reshard, at(minute), 300);
    expect(state).toEqual({ 0: { kind: 'reshard', from: at(0), until: at(60) } });
  });
});
