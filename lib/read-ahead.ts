/** Objects that are fetched while others are being taken up. */
const AHEAD = 8;

/** Loads what keys name, some at a time, and hands it on in their order: however many there are, few are in memory. */
export async function* readAhead<K, T>(
  keys: Iterable<K> | AsyncIterable<K>,
  load: (key: K) => Promise<T>,
): AsyncGenerator<T> {
  const loading: Promise<T>[] = [];
  for await (const key of keys) {
    const next = load(key);
    // Its turn comes later: until then nobody waits for it, and a failure is not one that nobody handles.
    next.catch(() => {});
    loading.push(next);
    const first = loading.length > AHEAD ? loading.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const each of loading) yield await each;
}
