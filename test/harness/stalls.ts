/** Real stalls of a loaded machine are true findings; a test that does not aim at them leaves them out. */
export const stalls: readonly string[] = [
  'slowlog/slow-command',
  'slowlog/many-slow-commands',
  'slowlog/topology-command-slow',
  'latency/command-spike',
  'latency/disk-spike',
  'latency/fork-slow',
  'latency/percentile-high',
  'latency/main-thread-busy',
  'latency/round-trip-slow',
  'aof/fsync-delayed',
];

/** Rules whose verdict on a loaded machine is another one than on an idle one. */
export const dependOnLoad: ReadonlySet<string> = new Set([
  ...stalls,
  'latency/probe-noisy',
  'slowlog/internal-command-slow',
]);
