import { type CommandText, stall } from '../command-text.ts';

/** What replicas and cluster clients send by themselves. */
export const internalCommands: readonly CommandText[] = [
  {
    names: 'psync',
    kind: 'internal',
    cost: 'O(1), and a fork for a full copy',
    what:
      'A replica asks its primary to go on with the replication stream. `PSYNC <id> <offset>` asks for the part it ' +
      'missed; `PSYNC ? -1`, or offset 1, says that it has nothing to go on from and needs everything. Sent when a ' +
      'replica starts, is attached, reconnects, or follows a new primary: not often.',
    why:
      'For a full copy the primary forks inside this command when `repl-diskless-sync` is `no` or its delay is 0; the ' +
      "time shown is the fork's. With a delay the fork comes later from a timer: then only the `fork` latency event shows it.",
    todo:
      'One entry after a replica joined, restarted or was promoted: nothing. Repeated: see `replication/full-resync-loop`; ' +
      'enlarge `repl-backlog-size`, raise the replica output limit, mend the link. Long each time: smaller nodes, huge ' +
      'pages off, a host that forks quickly.',
    rule: 'replication/full-resync-loop',
  },
  {
    names: 'sync',
    kind: 'internal',
    cost: 'O(1), and a fork',
    what: "The older form of PSYNC, and what RDB downloads use (`redis-cli --rdb`, this product's off-host backup).",
    why: 'The fork with which the copy begins, when it runs inside this command.',
    todo:
      'On a replica at the scheduled time: expected. On a primary: the client address of the entry says who pulls; ' +
      'point it at a replica.',
  },
  {
    names: 'replconf',
    kind: 'internal',
    cost: 'O(1)',
    what: 'A replica introduces itself, and once a second acknowledges how far it is.',
    ...stall,
  },
  {
    names: 'asking readonly readwrite',
    kind: 'internal',
    cost: 'O(1)',
    what: 'A flag that cluster clients set on a connection.',
    ...stall,
  },
];
