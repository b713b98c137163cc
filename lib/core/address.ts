/** Where a node listens. */
export interface Address {
  /** Name or IP, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** `host:port`, with brackets around an IPv6 address. */
export function formatAddress(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Splits `host:port` at the last colon: CLUSTER NODES writes IPv6 addresses without brackets. */
export function parseAddress(text: string): Address | null {
  const match = /^(?:\[([^\]]+)\]|(.*)):(\d{1,5})$/.exec(text);
  if (match === null) return null;
  return { host: match[1] ?? match[2] ?? '', port: Number(match[3]) };
}
