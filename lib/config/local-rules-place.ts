import { dirname, isAbsolute, join } from 'node:path';
import { mapping } from './environment/raw.ts';

/**
 * Where the team's own rules lie that a file names with `localRules`, a path from its folder; undefined where it names
 * none, or nothing that is a path: of that its schema tells.
 *
 * @param data a configuration or environment file as it was read, right or wrong
 */
export function localRulesOf(data: unknown, file: string): string | undefined {
  const { localRules: place } = mapping(data);
  if (typeof place !== 'string' || place === '') return undefined;
  return isAbsolute(place) ? place : join(dirname(file), place);
}
