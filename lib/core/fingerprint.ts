import { hash } from 'node:crypto';
import type { Resource } from './finding.ts';

/**
 * Identity of an alert: the rule and the thing it is about. Never a message, a value or an address, or an alert
 * would end and begin anew whenever one of those changed.
 *
 * @returns 16 hex digits
 */
export function fingerprint(clusterId: string, rule: string, resource: Pick<Resource, 'kind' | 'id'>): string {
  return shortHash([clusterId, rule, resource.kind, resource.id]);
}

/** The first 16 hex digits of the SHA-256 of `parts`; the parts cannot run into each other. */
export function shortHash(parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 16);
}
