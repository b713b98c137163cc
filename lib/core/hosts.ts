import { parseAddress } from './address.ts';

/**
 * The host of an announced `host:port`. Two addresses of one machine count as two hosts: containers and machines with
 * several interfaces cannot be told from outside.
 */
export function hostOf(address: string): string {
  return parseAddress(address)?.host ?? address;
}

/** Whether it is this machine's own: then every node shares it, and nothing can be said about hosts. */
export function isLoopback(host: string): boolean {
  return host === '::1' || host === 'localhost' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Members by their host. */
export function byHost<T extends { readonly node: { readonly address: string } }>(
  members: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(members, ({ node }) => hostOf(node.address));
}
