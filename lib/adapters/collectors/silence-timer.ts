/**
 * Acts when nothing was heard for so long. What has arrived by then is read first: a process that was kept from running,
 * by its own work or by a host that gives it little time, finds its timers due before it looks at its connections, and
 * would take every node for silent.
 *
 * @returns what stops it, before or after the time
 */
export function afterSilence(timeoutMs: number, act: () => void): () => void {
  let soon: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    soon = setImmediate(act);
  }, timeoutMs);
  return () => {
    clearTimeout(timer);
    if (soon !== undefined) clearImmediate(soon);
  };
}
