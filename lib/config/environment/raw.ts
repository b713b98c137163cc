import { isMapping } from '../../core/is-mapping.ts';
import type { Problem } from '../problems.ts';

/** Reads data that may be wrong in every other respect, so that each check tells what it can tell. */

export type Mapping = Readonly<Record<string, unknown>>;

export function mapping(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A key with nothing behind it, as when all its lines are commented out, is as good as no key. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** A cluster with the place it has in the file. */
export interface RawCluster {
  readonly index: number;
  readonly cluster: Mapping;
}

export function clustersOf(environment: Mapping): readonly RawCluster[] {
  return list(environment.clusters).map((cluster, index) => ({ index, cluster: mapping(cluster) }));
}

/** @param at whether the last step of the path is at fault, or what stands behind it */
export function problem(path: Problem['path'], message: string, hint: string, at: Problem['at'] = 'value'): Problem {
  return { path, at, message, hint };
}
