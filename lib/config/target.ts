import { isIPv6 } from 'node:net';
import { formatAddress } from '../core/address.ts';
import { UsageError } from '../core/errors.ts';

/** A node to begin with, and how to log in. */
export interface Target {
  /** Name or IP, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** `host:port`, IPv6 in brackets. */
  readonly address: string;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
}

const DEFAULT_PORT = 6379;
const FORM = 'write redis://[user[:password]@]host[:port], or rediss:// for TLS';

/**
 * Reads `redis://[user[:password]@]host:port`, `rediss://…` or plain `host:port`. A password that is not in the URL
 * comes from `REDISCLI_AUTH`.
 *
 * @throws UsageError whose words never contain the user or the password
 */
export function parseTarget(text: string, environment: Readonly<Record<string, string | undefined>> = {}): Target {
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text.trim()) ?? [];
  const tls = schemeIsTls(scheme);
  // The last @ ends the login: a password may hold one, a host cannot.
  const at = rest.lastIndexOf('@');
  const login = at < 0 ? {} : parseLogin(rest.slice(0, at));
  const { host, port } = parsePlace(rest.slice(at + 1));
  const fallback = environment.REDISCLI_AUTH;
  const password = login.password ?? (fallback === '' ? undefined : fallback);
  return {
    host,
    port,
    address: formatAddress(host, port),
    tls,
    ...(login.username === undefined ? {} : { username: login.username }),
    ...(password === undefined ? {} : { password }),
  };
}

function schemeIsTls(scheme: string): boolean {
  const known: Readonly<Record<string, boolean>> = {
    '': false,
    redis: false,
    valkey: false,
    rediss: true,
    valkeys: true,
  };
  const tls = known[scheme.toLowerCase()];
  if (tls === undefined) throw new UsageError(`A URL cannot begin with ${scheme}://`, FORM);
  return tls;
}

function parseLogin(login: string): { username?: string; password?: string } {
  const colon = login.indexOf(':');
  const username = decode(colon < 0 ? login : login.slice(0, colon), 'user');
  const password = colon < 0 ? '' : decode(login.slice(colon + 1), 'password');
  return { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) };
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError(`The ${what} in the URL has a % that begins no escape`, 'write %25 for a percent sign');
  }
}

function parsePlace(place: string): { host: string; port: number } {
  const [, before = '', path = ''] = /^([^/?#]*)(.*)$/s.exec(place) ?? [];
  if (!/^(?:\/0?)?$/.test(path)) {
    throw new UsageError(
      'Nothing may follow host and port in the URL',
      'a cluster has database 0 only, and a / or # in a password is written %2F or %23',
    );
  }
  if (isIPv6(before)) return { host: before, port: DEFAULT_PORT };
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d*))?$/.exec(before) ?? [];
  const host = bracketed ?? plain ?? '';
  if (bracketed !== undefined ? !isIPv6(bracketed) : !/^[\w.-]+$/.test(host)) {
    throw new UsageError('The URL names no host', FORM);
  }
  const port = digits === undefined || digits === '' ? DEFAULT_PORT : Number(digits);
  if (port < 1 || port > 65_535) throw new UsageError('The port in the URL must be between 1 and 65535', FORM);
  return { host, port };
}
