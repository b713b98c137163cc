import { describe, expect, test } from '@jest/globals';
import { hostOf, type PlacedMember, placementOf } from '../../lib/core/placement.ts';

/** Three shards of a primary and a replica each: A with a, B with b, C with c. */
function placed(places: Readonly<Record<string, string | undefined>>, dead: readonly string[] = []) {
  return Object.entries(places).map(([nodeId, place]): PlacedMember => {
    const role = nodeId === nodeId.toUpperCase() ? 'primary' : 'replica';
    return { nodeId, role, place, promotable: !dead.includes(nodeId) };
  });
}

const shard = { primary: 'A', replicas: ['a'] };
const spread = { A: 'one', B: 'two', C: 'three', a: 'two', b: 'three', c: 'one' };

describe('the place of a primary is lost', () => {
  test.each([
    ['everything is spread', placed(spread), true, false],
    ['its replica is there too', placed({ ...spread, a: 'one' }), false, false],
    ['its only replica elsewhere is dead', placed(spread, ['a']), false, false],
    ['the other replica is there too', placed({ ...spread, c: 'two' }), true, false],
    ['two of three primaries are there', placed({ ...spread, B: 'one' }), true, true],
    [
      'a primary is nobody knows where, and one more decides nothing',
      placed({ ...spread, D: 'four', B: undefined }),
      true,
      undefined,
    ],
    ['of five primaries one is nobody knows where', placed({ ...spread, D: 'four', E: undefined }), true, false],
  ])('%s', (_, members, replicaElsewhere, majorityThere) => {
    const expected = majorityThere === undefined ? undefined : { replicaElsewhere, majorityThere };
    expect(placementOf(shard, members)).toEqual(expected);
  });

  test.each([
    ['it is not known', placed({ ...spread, A: undefined })],
    ['the place of its only replica is not known', placed({ ...spread, a: undefined })],
    ['a primary whose place is not known would make the half', placed({ ...spread, B: undefined })],
  ])('nobody can say when %s', (_, members) => {
    expect(placementOf(shard, members)).toBeUndefined();
  });

  test('a second replica elsewhere makes up for one of which nobody knows', () => {
    const members = placed({ ...spread, a: undefined, d: 'three' });
    expect(placementOf({ ...shard, replicas: ['a', 'd'] }, members)?.replicaElsewhere).toBe(true);
  });
});

test.each([
  ['10.0.0.1:6379', '10.0.0.1'],
  ['[2001:db8::1]:6379', '2001:db8::1'],
  ['2001:db8::1:6379', '2001:db8::1'],
  ['redis-0.example.org:6379', 'redis-0.example.org'],
  ['127.0.0.1:7001', undefined],
  ['127.8.0.1:7001', undefined],
  ['[::1]:7001', undefined],
  ['localhost:7001', undefined],
  ['0.0.0.0:7001', undefined],
  [':7001', undefined],
  ['', undefined],
])('the host of %s is %s', (address, host) => {
  expect(hostOf(address)).toBe(host);
});
