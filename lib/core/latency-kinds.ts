/** Events of the latency monitor by what they are about; each of them is judged by one rule. */

export function isCommandEvent(event: string): boolean {
  return event === 'command' || event === 'fast-command';
}

export function isDiskEvent(event: string): boolean {
  return event.startsWith('aof-') || event === 'rdb-unlink-temp-file' || event.startsWith('cluster-config-');
}

/** Keys that expire or are evicted. */
export function isDeletionEvent(event: string): boolean {
  return /^(?:expire|evict|eviction)-/.test(event);
}

/** Whatever no other rule is about: housekeeping, modules, and events of servers newer than this. */
export function isBackgroundEvent(event: string): boolean {
  return !isCommandEvent(event) && !isDiskEvent(event) && !isDeletionEvent(event) && event !== 'fork';
}
