import { type Observed, ok } from '../observed.ts';
import { isTexts, unknownForm } from './reply.ts';

/**
 * Reads `CONFIG GET`: names and values in turn. Servers before 7.0 take one name a call; the answers to several calls
 * may be joined.
 */
export function parseConfig(reply: unknown): Observed<Readonly<Record<string, string>>> {
  if (!isTexts(reply) || reply.length % 2 !== 0) return unknownForm('CONFIG GET');
  const values: Record<string, string> = {};
  for (let i = 0; i < reply.length; i += 2) {
    const [name = '', value = ''] = reply.slice(i, i + 2);
    values[name.toLowerCase()] = value;
  }
  return ok(values);
}
