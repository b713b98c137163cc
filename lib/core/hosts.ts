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

interface Located {
  readonly node: { readonly address: string };
}

/** Sorted once for each list: every node of a cluster asks for its neighbours in the same one. */
const sorted = new WeakMap<readonly Located[], ReadonlyMap<string, readonly Located[]>>();

/** Members by their host, in the order of the list. */
export function byHost<T extends Located>(members: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const hosts = sorted.get(members) ?? Map.groupBy(members, ({ node }) => hostOf(node.address));
  sorted.set(members, hosts);
  // What was sorted under this list are members of this list.
  return hosts as ReadonlyMap<string, readonly T[]>;
}
