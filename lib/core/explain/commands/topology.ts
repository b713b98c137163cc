import type { CommandText } from '../command-text.ts';

const askSeldom =
  'The client address and name of the entry say which application. Keep connections instead of opening new ones; lengthen ' +
  'or switch off the periodic refresh; one refresh for each process, not for each connection; join scattered slots ' +
  'with a rebalance. See `commands/topology-storm`.';

/** CLUSTER and its subcommands. */
export const topologyCommands: readonly CommandText[] = [
  {
    names: 'cluster|slots',
    kind: 'topology',
    cost: 'O(N) nodes and slot ranges',
    what:
      'A client library asks which node owns which slots. Neither replicas nor the cluster itself send it: clients do, ' +
      'when they connect, after a MOVED or a lost connection, and some on a timer. Newer engines prefer CLUSTER SHARDS.',
    why:
      'The reply names every range with its nodes. Slots scattered into many small ranges make it megabytes; hundreds ' +
      'of clients refreshing at once multiply it, most of all after a failover or a reshard. Valkey from 8.0 keeps the ' +
      'reply and pays once for each change.',
    todo: askSeldom,
    rule: 'commands/topology-storm',
  },
  {
    names: 'cluster|nodes',
    kind: 'topology',
    cost: 'O(N) nodes and ranges',
    what: "The node's own picture of the cluster as text. Sent by some libraries, by tools and monitors, once per node by this auditor.",
    why: 'It grows with nodes and ranges and is built anew each time.',
    todo: 'Ask seldom and ask few nodes. A library that uses it for its map of slots: update it.',
    rule: 'commands/topology-storm',
  },
  {
    names: 'cluster|shards',
    kind: 'topology',
    cost: 'O(N) nodes and ranges',
    what:
      'The successor of CLUSTER SLOTS, with health and offsets: client libraries ask it when they connect, after a ' +
      'MOVED or a lost connection, and some on a timer.',
    why:
      'The reply names every range and every node. Slots scattered into many small ranges make it large, and hundreds ' +
      'of clients refreshing at once multiply it. The server does not keep the reply between calls.',
    todo: `${askSeldom} Monitors should use CLUSTER NODES: on nodes upgraded in place some versions damage their own reply with each CLUSTER SHARDS.`,
    rule: 'commands/topology-storm',
  },
  {
    names:
      'cluster|getkeysinslot cluster|setslot cluster|countkeysinslot cluster|addslots cluster|addslotsrange ' +
      'cluster|delslots cluster|delslotsrange cluster|migrateslots cluster|syncslots',
    kind: 'admin',
    cost: 'O(keys or slots asked)',
    what: 'A step of a reshard.',
    why: 'Large batches of keys or slots.',
    todo: 'Use smaller batches, at a quiet hour.',
  },
  {
    names: 'cluster',
    kind: 'admin',
    cost: 'mostly O(1); RESET may empty the node',
    what: "An operator's command (FAILOVER, RESET, FORGET, MEET and the like) or a small read (INFO, MYID, LINKS).",
    why: 'RESET of a node with data deletes it. LINKS and COUNT-FAILURE-REPORTS grow with the number of nodes.',
    todo: 'Find out who sent it.',
  },
];
