/**
 * Makes a value, and all it is made of, one that nobody can change: many rules read the same facts, and what one of them
 * changed would be what the next one judges. An object that is frozen already is taken as frozen to its depths.
 *
 * @returns the value itself
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  // Bytes cannot be frozen, and no rule is handed any.
  if (ArrayBuffer.isView(value)) return value;
  if (value instanceof Map) for (const entry of close(value)) deepFreeze(entry);
  Object.freeze(value);
  // Facts are plain data: what they inherit is nothing that `in` would name. This makes no list of the values.
  for (const key in value) deepFreeze(value[key]);
  return value;
}

/** What a map holds is no property of it, so that freezing it alone would change nothing. */
function close(map: Map<unknown, unknown>): Map<unknown, unknown> {
  const refuse = (): never => {
    throw new TypeError('this map is read by others too, and cannot be changed');
  };
  return Object.assign(map, { set: refuse, delete: refuse, clear: refuse });
}
