import type { EventText } from '../event-text.ts';

/** Expiry, eviction and work in the background. */
export const deletionEvents: readonly EventText[] = [
  {
    names: 'expire-cycle',
    what: 'A round of active expiry.',
    why: 'Very many keys expiring in the same seconds.',
    todo: 'Spread expiry times; keep the default `active-expire-effort`.',
    rule: 'latency/deletion-spike',
  },
  {
    names: 'expire-del',
    what: 'Deleting one expired key.',
    why: 'A big collection expired.',
    todo: '`lazyfree-lazy-expire yes`; smaller values.',
    rule: 'latency/deletion-spike',
  },
  {
    names: 'eviction-cycle',
    what: 'A round of eviction.',
    why: 'Memory at `maxmemory`, large writes.',
    todo: 'More memory or less data; `lazyfree-lazy-eviction yes`.',
    rule: 'latency/deletion-spike',
  },
  {
    names: 'eviction-del evict-del',
    what: 'Deleting one evicted key.',
    why: 'A big collection evicted.',
    todo: '`lazyfree-lazy-eviction yes`.',
    rule: 'latency/deletion-spike',
  },
  {
    names: 'eviction-lazyfree',
    versions: '6.2 and later',
    what: 'Waiting for the background thread to free memory.',
    why: 'It cannot keep up.',
    todo: 'Fewer big values; more headroom.',
    rule: 'latency/deletion-spike',
  },
];

export const backgroundEvents: readonly EventText[] = [
  {
    names: 'command-unblocking',
    versions: '6.2 and later',
    what: 'The reply to a client that had been blocked (lists, streams, modules).',
    why: 'Large replies, many clients served at once.',
    todo: 'Smaller batches.',
    rule: 'latency/background-spike',
  },
  {
    names: 'active-defrag-cycle',
    what: 'A round of active defragmentation.',
    why: 'Its CPU limits are too high.',
    todo: 'Lower `active-defrag-cycle-max`, or switch it off at peak.',
    rule: 'latency/background-spike',
  },
  {
    names: 'while-blocked-cron',
    versions: '6.2 and later',
    what: 'Housekeeping done inside a long command, script or load.',
    why: 'A long blocking command.',
    todo: 'Look for that command in the slow log.',
    rule: 'latency/background-spike',
  },
  {
    names: 'module-acquire-GIL',
    versions: '7.2 and later',
    what: "Waiting for a module's lock.",
    why: 'A module thread holds it.',
    todo: "The module's version and settings.",
    rule: 'latency/background-spike',
  },
];
