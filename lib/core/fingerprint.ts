import { hash } from 'node:crypto';
import type { Resource } from './finding.ts';

/**
 * Identity of an alert: the rule and the thing it is about. Never a message, a value or an address, or an alert
 * would end and begin anew whenever one of those changed.
 *
 * @returns 24 hex digits: 8 that all alerts of a rule begin with, and 16 of the thing
 */
export function fingerprint(clusterId: string, rule: string, resource: Pick<Resource, 'kind' | 'id'>): string {
  return rulePart(rule) + resourcePart(clusterId, resource);
}

/** The same for ever, and of as many rules as there are: whoever judges thousands of audits needs each of them as often. */
const rules = new Map<string, string>();

/** The same for many findings of one cluster: each rule and each thing is hashed once, not each pair of them. */
export function fingerprinter(clusterId: string): (rule: string, resource: Resource) => string {
  const resources = new Map<Resource, string>();
  return (rule, resource) =>
    known(rules, rule, () => rulePart(rule)) + known(resources, resource, () => resourcePart(clusterId, resource));
}

function rulePart(rule: string): string {
  return shortHash([rule]).slice(0, 8);
}

function resourcePart(clusterId: string, { kind, id }: Pick<Resource, 'kind' | 'id'>): string {
  return shortHash([clusterId, kind, id]);
}

function known<K>(values: Map<K, string>, key: K, make: () => string): string {
  const found = values.get(key) ?? make();
  values.set(key, found);
  return found;
}

/** The first 16 hex digits of the SHA-256 of `parts`; the parts cannot run into each other. */
export function shortHash(parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 16);
}
