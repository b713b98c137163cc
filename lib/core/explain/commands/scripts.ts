import type { CommandText } from '../command-text.ts';

/** Scripts, transactions, messages, waiting, and commands of modules. */
export const scriptCommands: readonly CommandText[] = [
  {
    names: 'eval evalsha eval_ro evalsha_ro fcall fcall_ro',
    kind: 'script',
    cost: 'what the script does',
    what: 'A script or function; nothing else runs meanwhile.',
    why:
      'Loops over many keys or elements; up to 7.0 its inner calls stand beside it in the log. Past ' +
      '`busy-reply-threshold` (5 s) all others get `BUSY`.',
    todo: 'Bound the work of each call; move loops to the client or to SCAN steps; SCRIPT KILL works until it has written.',
    rule: 'commands/script-busy',
  },
  {
    names: 'exec multi discard watch unwatch',
    kind: 'script',
    cost: 'the sum of its commands',
    what: 'A transaction.',
    why:
      'EXEC itself never stands in the slow log: each command does, alone. A long transaction of quick commands shows ' +
      'only as the event `command`, and in commandstats as `exec`.',
    todo: 'Shorter transactions.',
  },
  {
    names: 'subscribe psubscribe ssubscribe unsubscribe punsubscribe sunsubscribe',
    kind: 'pubsub',
    cost: 'O(channels or patterns)',
    what: 'Starts or ends listening.',
    why: 'Many channels at once, as after a mass reconnect.',
    todo: 'Spread reconnects; shard channels.',
  },
  {
    names: 'publish spublish',
    kind: 'pubsub',
    cost: 'O(subscribers + patterns)',
    what: 'Sends a message. In a cluster PUBLISH goes to every node over the bus, SPUBLISH stays in its shard.',
    why: 'Many subscribers or patterns; large messages.',
    todo: 'SPUBLISH; fewer patterns; smaller messages.',
  },
  {
    names: 'blpop brpop blmove brpoplpush blmpop bzpopmin bzpopmax bzmpop',
    kind: 'blocking',
    cost: 'as the form without B',
    what: 'Waits for an element.',
    why: 'Its waiting is not counted; an entry is the work when served.',
    todo: 'As for the form without B: fewer elements in one call; else look at the latency events of the same second.',
  },
];

/** Any command with a dot in its name: `FT.SEARCH`, `JSON.GET`, `TS.RANGE`, `BF.ADD`. */
export const moduleCommand: CommandText = {
  names: '',
  kind: 'module',
  cost: 'what the module does',
  what: "A module's command.",
  why: 'Wide queries, large documents.',
  todo: "The module's own profiling; limits and paging.",
};

/** Any command that no other row names and the server does not flag as fast. */
export const otherCommand: CommandText = {
  names: '',
  kind: 'heavy',
  cost: "see the engine's reference",
  what: "A command that this catalogue does not describe; the engine's reference does.",
  why: 'Large arguments or values, or a stall of the machine.',
  todo: "See `latency/command-spike`; look at the entry's argument count and size.",
  rule: 'latency/command-spike',
};
