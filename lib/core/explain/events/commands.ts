import type { EventText } from '../event-text.ts';

/** Commands and forks. */
export const commandEvents: readonly EventText[] = [
  {
    names: 'command',
    what: 'A command of the slow kind; EXEC and a script as a whole.',
    why: 'The command itself, or a stall while it ran; a fork inside BGSAVE, SYNC or PSYNC.',
    todo: 'Look at the slow log of the same second.',
    rule: 'latency/command-spike',
  },
  {
    names: 'fast-command',
    what: 'A command of the O(1) or O(log N) kind.',
    why: 'Hardly ever the command: CPU steal, swap, huge pages, pages copied after a fork, a big value.',
    todo: 'Look at the host first, then for big values.',
    rule: 'latency/command-spike',
  },
  {
    names: 'fork',
    what: 'The fork of a save, a rewrite or a sync.',
    why: 'Memory size (10 to 30 ms per GB), huge pages, an old hypervisor.',
    todo: 'Saves on replicas; smaller nodes; huge pages off; a backlog that avoids full syncs.',
    rule: 'latency/fork-slow',
  },
];
