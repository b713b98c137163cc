/**
 * Makes a value, and all it is made of, one that nobody can change: many rules read the same facts, and what one of them
 * changed would be what the next one judges. An object that is frozen already is taken as frozen to its depths.
 *
 * @returns the value itself
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  const inside = value instanceof Map ? [...closed(value).entries()].flat() : Object.values(value);
  // Bytes cannot be frozen, and no rule is handed any.
  if (!ArrayBuffer.isView(value)) Object.freeze(value);
  for (const each of inside) deepFreeze(each);
  return value;
}

/** What a map holds is no property of it, so that freezing it alone would change nothing. */
function closed(map: Map<unknown, unknown>): Map<unknown, unknown> {
  const refuse = (): never => {
    throw new TypeError('this map is read by others too, and cannot be changed');
  };
  return Object.assign(map, { set: refuse, delete: refuse, clear: refuse });
}
