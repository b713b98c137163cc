/**
 * What a colleague would answer about the two commands that operators ask about most, when they meet one in a slow
 * log. The times are measured: forks on a virtual machine with 4 kB pages, CLUSTER SLOTS with 16,384 ranges on 15 nodes.
 */

const whoSendsPsync =
  'PSYNC is the request by which a replica asks its primary for the replication stream: replicas send it when they ' +
  'start, are attached, reconnect or follow a new primary, applications never do.';

const copyIsAFork =
  'The time in the slow log is not the copying, which a child process does, but the fork with which the primary ' +
  'begins it: it runs inside PSYNC when `repl-diskless-sync` is `no` or `repl-diskless-sync-delay` is 0, and takes ' +
  'about 10 to 30 ms for each GB of memory, in which every client of the primary waits, once.';

const otherwiseOnlyForkEvent =
  'With a delay (5 s by default) the fork comes later from a timer: PSYNC then stays out of the slow log, and only the ' +
  'latency event `fork` shows the pause.';

const whichReplica = "the IP in the entry's client address says which one (the port is a passing one)";

const fullCopy = [
  whoSendsPsync,
  'This one (`PSYNC ? -1`, or an offset of 1) says that the replica has nothing to go on from, so it gets a full copy ' +
    'of the dataset.',
  copyIsAFork,
  'One entry after a replica joined, restarted or was pointed at another primary is the usual price and can be ' +
    'ignored; if the pause is too long for your clients, a quicker fork helps: smaller nodes, huge pages off, another ' +
    'kind of host.',
  `If it comes again and again, a replica never finishes its copy or keeps losing its link: ${whichReplica}.`,
  'Look at `sync_full` and `sync_partial_err` in INFO stats and at the log of that replica; then raise the output limit ' +
    'of class `replica`, enlarge `repl-backlog-size`, or mend the link (`replication/full-resync-loop` watches for it).',
  otherwiseOnlyForkEvent,
];

const partialAsked = [
  whoSendsPsync,
  'This one names a replication id and an offset: the replica was in step before and asks only for the part it missed.',
  'Served from the backlog that takes well under a millisecond, so the entry means one of two things: the primary no ' +
    'longer had that part (or that history) and began a full copy, or the thread was held up by something else in that ' +
    'second.',
  'INFO stats tells which: `sync_partial_err` and `sync_full` rise together in the first case, `sync_partial_ok` in the ' +
    'second.',
  copyIsAFork,
  'A single entry after a restart, a failover or a short break of the network can be ignored.',
  `If it repeats, a replica keeps losing its link for longer than the backlog reaches: ${whichReplica}.`,
  'Enlarge `repl-backlog-size` until it holds a minute of writes, and look for what cuts the link: the output limit of ' +
    'class `replica`, `repl-timeout`, the network (`replication/full-resync-loop` watches for it).',
];

const eitherShape = [
  whoSendsPsync,
  '`PSYNC ? -1`, or an offset of 1, says that the replica has nothing to go on from and needs a full copy; `PSYNC <id> ' +
    '<offset>` asks for the part it missed, and ends in a full copy too when the backlog no longer holds that.',
  copyIsAFork,
  'One entry after a replica joined, restarted, reconnected or was promoted can be ignored.',
  `If it repeats, find the replica (${whichReplica}) and look at \`sync_full\` and \`sync_partial_err\` in INFO stats.`,
  'Then enlarge `repl-backlog-size`, raise the output limit of class `replica`, or mend the link ' +
    '(`replication/full-resync-loop` watches for it); if each one is long, a quicker fork helps: smaller nodes, huge ' +
    'pages off, another kind of host.',
  otherwiseOnlyForkEvent,
];

/** @param shape the command with its arguments, `PSYNC ? -1`; without arguments the answer covers both forms */
export function psyncAnswer(shape: string): string {
  const [, id, offset] = shape.trim().split(/\s+/);
  if (id === undefined) return eitherShape.join(' ');
  const nothingToGoOn = id === '?' || offset === '1' || offset === '-1';
  return (nothingToGoOn ? fullCopy : partialAsked).join(' ');
}

export const clusterSlotsAnswer = [
  'CLUSTER SLOTS is the question by which a client library learns which node owns which slots; neither replicas nor ' +
    'the cluster itself send it.',
  'Libraries ask when they connect, after a MOVED reply or a lost connection, and some on a timer, each time a node of ' +
    'their choice, so the entries spread over all nodes.',
  'The reply names every slot range with all its nodes: with a few ranges it takes microseconds, while slots scattered ' +
    'one by one over 15 nodes made nearly 5 MB, which took 10 to 32 ms a call on Redis 7.0; all other clients of the ' +
    'node wait meanwhile.',
  'A handful of entries just after a failover, a reshard or a deployment, when every client asks anew, pass by ' +
    'themselves and can be ignored.',
  'If they go on, look at three things: the client address and name of the entries (which application), the number of ' +
    'ranges in CLUSTER NODES (are the slots scattered?), and calls and time of `cluster|slots` in INFO commandstats, ' +
    'since quick calls by the thousand cost as much and never reach the slow log (`commands/topology-storm` watches ' +
    'those).',
  'Then let the application keep its connections, refresh once for each process instead of each connection, and ' +
    'lengthen or switch off the periodic refresh; bring scattered slots together again with a rebalance.',
  'Valkey from 8.0 keeps the reply and pays once for each change of the topology, so there a lone entry after a change ' +
    'is all you should see.',
].join(' ');
