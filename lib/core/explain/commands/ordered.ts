import type { CommandText } from '../command-text.ts';

/** Sorted sets, places, distinct counts and streams. */
export const orderedCommands: readonly CommandText[] = [
  {
    names: 'zrange zrangebyscore zrangebylex zrevrange zrevrangebyscore zrevrangebylex zrangestore',
    kind: 'whole collection',
    cost: 'O(log N + M)',
    what: 'A range of a sorted set.',
    why: 'M is large: `0 -1`, or wide scores; LIMIT with a far offset walks there.',
    todo: 'Pages by score, not by offset; small M.',
  },
  {
    names: 'zunion zunionstore zinter zinterstore zintercard zdiff zdiffstore',
    kind: 'whole collection',
    cost: 'O(N × sets + M log M)',
    what: 'Sorted-set algebra.',
    why: 'Large inputs; the result is sorted again.',
    todo: 'Keep the result up to date by small writes; run it aside, on a replica.',
  },
  {
    names: 'zadd zrem zremrangebyscore zremrangebyrank zremrangebylex zpopmin zpopmax zmpop',
    kind: 'heavy',
    cost: 'O(M log N)',
    what: 'Several members of a sorted set at once.',
    why: 'The first clean-up of an overgrown set removes a great many.',
    todo: 'Small ranges, more often.',
  },
  {
    names: 'geosearch geosearchstore georadius georadius_ro georadiusbymember georadiusbymember_ro',
    kind: 'heavy',
    cost: 'O(N + log M), N what lies in the box around',
    what: 'Points near a place.',
    why: 'A wide radius; COUNT without ANY looks at all.',
    todo: 'Small radius, COUNT with ANY.',
  },
  {
    names: 'pfcount pfmerge',
    kind: 'heavy',
    cost: 'O(N) keys, 12 kB each',
    what: 'Distinct counts.',
    why: 'Several keys are merged on each call.',
    todo: 'PFMERGE once into one key, then count that.',
  },
  {
    names: 'xrange xrevrange xread xreadgroup',
    kind: 'heavy',
    cost: 'O(M) entries',
    what: 'Reads a stream.',
    why: "No COUNT, or a large one; a group's long pending list read again.",
    todo: 'COUNT of some hundreds; acknowledge entries.',
  },
  {
    names: 'xadd xtrim xdel',
    kind: 'heavy',
    cost: 'O(1); O(entries trimmed)',
    what: 'Writes or trims a stream.',
    why: 'An exact MAXLEN on an overgrown stream; many readers blocked on it.',
    todo: '`MAXLEN ~`; trim at each XADD.',
  },
  {
    names: 'xpending xclaim xautoclaim xinfo|stream',
    kind: 'heavy',
    cost: 'O(entries looked at)',
    what: "Looks after a group's pending entries.",
    why: 'Long pending lists; XINFO STREAM with FULL.',
    todo: 'Small COUNT; clear dead consumers.',
  },
];
