import { batches, type CommandText } from '../command-text.ts';

const sliceInstead = 'COUNT of some hundreds; run it against a replica.';

/** Sets, hashes and lists. */
export const collectionCommands: readonly CommandText[] = [
  {
    names: 'hscan sscan zscan',
    kind: 'whole collection',
    cost: 'O(COUNT) a call; small encodings come whole',
    what: 'Walks one collection in steps.',
    why: 'A compactly encoded collection is returned at once whatever COUNT says.',
    todo: sliceInstead,
  },
  {
    names: 'smembers',
    kind: 'whole collection',
    cost: 'O(N)',
    what: 'All members of a set.',
    why: 'A large set, copied into one reply.',
    todo: 'SSCAN, SISMEMBER or SMISMEMBER; smaller sets.',
  },
  {
    names: 'sinter sinterstore sunion sunionstore sdiff sdiffstore sintercard',
    kind: 'whole collection',
    cost: 'O(N × sets), N the smallest set for SINTER, the sum for the others',
    what: 'Set algebra.',
    why: 'Large sets; STORE writes the result too.',
    todo: 'SINTERCARD with LIMIT; keep results ready-made; do it on a replica.',
  },
  {
    names: 'spop srandmember sadd srem smismember',
    kind: 'heavy',
    cost: 'O(members named or counted)',
    what: 'Several members of a set at once.',
    why: 'Thousands of members in one call.',
    todo: batches,
  },
  {
    names: 'hgetall hkeys hvals',
    kind: 'whole collection',
    cost: 'O(N) fields',
    what: 'A whole hash.',
    why: 'A large hash, copied into one reply.',
    todo: 'HMGET of the fields needed, HSCAN; split the hash.',
  },
  {
    names: 'hset hmset hmget hdel hrandfield',
    kind: 'heavy',
    cost: 'O(fields named)',
    what: 'Several fields of a hash at once.',
    why: 'Thousands of fields in one call; the first large value turns a compact hash into a table.',
    todo: batches,
  },
  {
    names: 'lrange',
    kind: 'whole collection',
    cost: 'O(S + N), S the distance to the start',
    what: 'Part of a list, often all of it (`0 -1`).',
    why: 'Long lists; ranges in the middle.',
    todo: 'Ask for pages near an end; keep lists short with LTRIM; a stream for history.',
  },
  {
    names: 'lindex lset linsert lrem lpos',
    kind: 'heavy',
    cost: 'O(N) elements walked',
    what: 'Access to a list by position or value.',
    why: 'The list is walked from an end.',
    todo: 'A hash or sorted set where things are looked up by key.',
  },
  {
    names: 'ltrim lpush lpushx rpush rpushx lpop rpop lmpop',
    kind: 'heavy',
    cost: 'O(elements added or removed)',
    what: 'Several elements of a list at once.',
    why: 'Thousands of elements in one call; the first LTRIM of an overgrown list.',
    todo: `Trim at each push. ${batches}`,
  },
];
