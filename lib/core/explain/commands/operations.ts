import type { CommandText } from '../command-text.ts';

const forkTime = 'The fork copies the page tables: about 10 to 30 ms per GB of memory, in which no client is served.';

/** Saves, role changes, loaded code, and commands that hold the whole node. */
export const operationCommands: readonly CommandText[] = [
  {
    names: 'module function|load function|restore function|delete function|flush script|load script|flush',
    kind: 'admin',
    cost: 'O(size of the code or cache)',
    what: 'Loads or drops code.',
    why: 'Compiling; FLUSH frees many scripts (ASYNC does it aside).',
    todo: 'Load at deployment, not at each call.',
  },
  {
    names: 'failover replicaof slaveof',
    kind: 'admin',
    cost: 'O(1)',
    what: 'A role change on a plain primary with replicas.',
    why: 'Dropping connections and buffers.',
    todo: 'Check that it was planned.',
  },
  {
    names: 'bgsave',
    kind: 'admin',
    cost: 'O(1), and a fork',
    what: 'Starts saving an RDB in a child process.',
    why: forkTime,
    todo: 'Only on replicas, on a schedule: see `rdb/save-ran-on-primary`.',
    rule: 'rdb/save-ran-on-primary',
  },
  {
    names: 'bgrewriteaof',
    kind: 'admin',
    cost: 'O(1), and a fork',
    what: 'Starts rewriting the AOF in a child process; the server does the same by itself as the file grows.',
    why: forkTime,
    todo: 'Leave it to the server, or do it at a quiet hour.',
  },
  {
    names: 'save',
    kind: 'heavy',
    cost: 'O(N) keys',
    what: 'Saves an RDB on the command thread.',
    why: 'Nothing else runs until the last key is on disk.',
    todo: 'Never on a serving node: BGSAVE on a replica.',
    rule: 'rdb/blocking-save-used',
  },
  {
    names: 'shutdown',
    kind: 'heavy',
    cost: 'O(N) keys when it saves',
    what: 'Stops the server, waiting for replicas and saving first where configured.',
    why: 'A save on the command thread.',
    todo: 'Fail over first.',
  },
  {
    names: 'debug',
    kind: 'heavy',
    cost: 'anything',
    what: 'Tests of the server itself: SLEEP blocks, RELOAD and DIGEST walk all keys, POPULATE creates them.',
    why: 'That is what it does.',
    todo: 'Set `enable-debug-command no`; deny it by ACL.',
  },
  {
    names: 'monitor',
    kind: 'heavy',
    cost: 'O(1), then every command is copied to the caller',
    what: 'Streams all commands of all clients.',
    why: 'Not this entry but what follows: it can halve the throughput, and shows data to whoever runs it.',
    todo: 'Use the slow log; deny MONITOR by ACL.',
  },
  {
    names: 'flushall flushdb',
    kind: 'heavy',
    cost: 'O(N) keys; with ASYNC O(1) here, the rest aside',
    what: 'Deletes everything, on replicas too.',
    why: 'It frees every value on the command thread; with save points it also saves an empty RDB at once.',
    todo:
      'If it was not meant: keep the newest RDB of each shard from being overwritten, and restore from it. Deny the ' +
      'command by ACL; else use ASYNC.',
    rule: 'commands/flush-used',
  },
];
