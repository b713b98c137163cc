import type { ConfiguredNames } from '../core/declared-names.ts';
import type { Matchers } from '../core/matchers.ts';
import { type Maintenance, matcherValuesOf } from './maintenance-schema.ts';

/** The members and shards that a configuration names, but for its seeds: those stand in the facts. */
export function declaredNames(
  natMap: ConfiguredNames['natMap'] = {},
  maintenance: readonly Maintenance[] = [],
): ConfiguredNames {
  const windows = maintenance.map(({ name, matchers }) => ({ name, matchers: matcherValuesOf(matchers) as Matchers }));
  return { natMap, windows };
}
