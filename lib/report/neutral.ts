import { neutralLine, neutralText } from '../core/neutral.ts';

export { neutralLine, neutralText, unprintable } from '../core/neutral.ts';

/** Keys whose text is prose of several lines. */
const prose = new Set(['doctor', 'text']);

/** A copy in which every string, however deep, and every key is neutral. */
export function neutralise<T>(value: T): T {
  return copy(value, '') as T;
}

function copy(value: unknown, key: string): unknown {
  if (typeof value === 'string') return prose.has(key) ? neutralText(value) : neutralLine(value);
  if (Array.isArray(value)) return value.map((each) => copy(each, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [neutralLine(name), copy(each, name)]));
}
