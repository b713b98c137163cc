import type { EventText } from '../event-text.ts';

/** Writing, syncing and renaming files. */
export const diskEvents: readonly EventText[] = [
  {
    names: 'aof-write',
    what: 'Every write of the AOF buffer; it sums up `aof-write-pending-fsync`, `aof-write-active-child` and `aof-write-alone`.',
    why: 'See which of those three came with it.',
    todo: 'See which of those three came with it.',
    rule: 'latency/disk-spike',
  },
  {
    names: 'aof-write-pending-fsync',
    what: 'A write to the AOF while an fsync runs.',
    why: 'The disk cannot sync in time: the kernel makes the write wait.',
    todo: 'A faster disk for the AOF; nothing else on it; see `aof/fsync-delayed`.',
    rule: 'latency/disk-spike',
  },
  {
    names: 'aof-write-active-child',
    what: 'A write to the AOF while a save or rewrite runs.',
    why: "The child's own writing fills the disk.",
    todo:
      'Rewrites at quiet hours; a disk with more throughput. `no-appendfsync-on-rewrite yes` helps and costs up to 30 s ' +
      'of data on a power failure.',
    rule: 'latency/disk-spike',
  },
  {
    names: 'aof-write-alone',
    what: 'A write to the AOF with neither an fsync nor a child running.',
    why: 'A slow or shared disk, burst credits used up, a full page cache.',
    todo: "Look at the disk's own metrics.",
    rule: 'latency/disk-spike',
  },
  {
    names: 'aof-fsync-always',
    what: 'The fsync before replies, with `appendfsync always`.',
    why: 'The price of that policy on this disk.',
    todo: 'A disk with quick flushes, or `everysec`.',
    rule: 'latency/disk-spike',
  },
  {
    names: 'aof-fstat aof-stat',
    what: "Asking for the AOF's size.",
    why: 'A metadata stall: network file system, busy journal.',
    todo: 'A local disk.',
    rule: 'latency/disk-spike',
  },
  {
    names: 'aof-rename',
    what: 'Renaming the finished rewrite.',
    why: 'Freeing the old large file.',
    todo: 'A file system that frees large files quickly.',
    rule: 'latency/disk-spike',
  },
  {
    names: 'aof-rewrite-diff-write',
    versions: 'until 6.2',
    what: 'Writing what changed during a rewrite.',
    why: 'Much written during a long rewrite.',
    todo: 'Version 7.0 or later, where this step is gone.',
    rule: 'latency/disk-spike',
  },
  {
    names: 'aof-rewrite-done-fsync',
    versions: 'until 6.2',
    what: 'Syncing the finished rewrite.',
    why: 'A slow disk.',
    todo: 'Version 7.0 or later, where this step is gone.',
    rule: 'latency/disk-spike',
  },
  {
    names: 'rdb-unlink-temp-file',
    what: "Deleting a broken-off save's file.",
    why: 'A large file, a slow file system.',
    todo: 'Find out why the save was broken off: `rdb/last-save-failed`.',
    rule: 'latency/disk-spike',
  },
  {
    names:
      'cluster-config-open cluster-config-write cluster-config-fsync cluster-config-rename cluster-config-dir-fsync ' +
      'cluster-config-close cluster-config-unlink',
    versions: 'Valkey 8.1 and later',
    what: 'Writing nodes.conf, on the main thread, at each change of the topology.',
    why: 'A slow disk; long enough, it makes peers think the node is dead.',
    todo: 'nodes.conf on a quick disk, not beside the AOF.',
    rule: 'latency/disk-spike',
  },
];
