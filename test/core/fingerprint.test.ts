import { describe, expect, test } from '@jest/globals';
import type { Resource } from '../../lib/core/finding.ts';
import { fingerprint, fingerprinter } from '../../lib/core/fingerprint.ts';

const node: Resource = { kind: 'node', id: 'a'.repeat(40), address: '10.0.0.1:6379' };
const shard: Resource = { kind: 'shard', id: '0' };

describe('the fingerprint of an alert', () => {
  test('stays when the node gets another address', () => {
    const moved = { ...node, address: '10.0.0.9:6379' };
    expect(fingerprint('shop', 'aof/not-enabled', moved)).toBe(fingerprint('shop', 'aof/not-enabled', node));
  });

  test.each([
    ['cluster', () => fingerprint('other', 'aof/not-enabled', node)],
    ['rule', () => fingerprint('shop', 'aof/write-failed', node)],
    ['resource', () => fingerprint('shop', 'aof/not-enabled', shard)],
    ['kind of resource', () => fingerprint('shop', 'aof/not-enabled', { ...node, kind: 'shard' })],
  ])('is another one for another %s', (_, other) => {
    expect(other()).not.toBe(fingerprint('shop', 'aof/not-enabled', node));
  });

  test('is 24 hex digits', () => {
    expect(fingerprint('shop', 'aof/not-enabled', node)).toMatch(/^[0-9a-f]{24}$/);
  });

  test('is the same when many are made at once', () => {
    const of = fingerprinter('shop');
    for (const rule of ['aof/not-enabled', 'aof/write-failed'])
      for (const resource of [node, shard, node]) expect(of(rule, resource)).toBe(fingerprint('shop', rule, resource));
  });
});
