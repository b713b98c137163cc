import type { FileKind } from './config-error.ts';

/** Keys that only an environment has at its top; a slip in one of them leaves the others. */
const ofEnvironments = ['clusters', 'alerts', 'watchdog', 'storage', 'athena', 'digest', 'account', 'region'];

/** @param data a file as it was read, right or wrong */
export function fileKind(data: unknown): FileKind {
  const keys = typeof data === 'object' && data !== null ? Object.keys(data) : [];
  return keys.some((key) => ofEnvironments.includes(key)) ? 'environment' : 'cluster';
}
