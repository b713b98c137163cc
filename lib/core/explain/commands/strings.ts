import { batches, type CommandText } from '../command-text.ts';

const bigValues = 'Split or compress big values; keep them elsewhere and store a reference.';

/** Strings and bits. */
export const stringCommands: readonly CommandText[] = [
  {
    names: 'get getdel getex getrange substr strlen',
    kind: 'fast',
    cost: 'O(1), and the copying of the value',
    what: 'Reads a string.',
    why: 'Megabytes to copy, or a stall.',
    todo: bigValues,
  },
  {
    names: 'set setex psetex setnx getset append setrange',
    kind: 'fast',
    cost: 'O(1), and the copying of the value',
    what: 'Writes a string.',
    why:
      'Megabytes to copy and to replicate; the freed old value; SETRANGE far past the end fills with zeros. Right ' +
      'after a fork, copying of shared pages.',
    todo: bigValues,
  },
  {
    names: 'mget mset msetnx msetex',
    kind: 'heavy',
    cost: 'O(N) keys',
    what: 'Several keys in one call (one slot in a cluster).',
    why: 'Thousands of keys, or big values.',
    todo: `${batches} Pipeline them.`,
  },
  {
    names: 'bitcount bitop bitpos bitfield',
    kind: 'heavy',
    cost: 'O(N) bytes',
    what: 'Bit operations on a string.',
    why: 'Bitmaps of megabytes.',
    todo: 'Ask for ranges; smaller bitmaps; do it on a replica.',
  },
];

/** Small accesses, and every command that the server flags as fast and no other row names. */
export const smallCommand: CommandText = {
  names: 'incr incrby decr decrby incrbyfloat hincrby hincrbyfloat zincrby sismember hget zscore llen scard',
  kind: 'fast',
  cost: 'O(1) or O(log N)',
  what: 'A single small access.',
  why:
    'The command cannot be the cause: the thread was held up (CPU steal, swap, huge pages, pages copied after a fork) ' +
    'or waited for the AOF.',
  todo: 'Look at the events `fork`, `aof-*` and `fast-command` of the same second, and at the host.',
};
