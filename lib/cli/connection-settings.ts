import { readFile } from 'node:fs/promises';
import type { ClusterConfig } from '../config/schema.ts';
import type { Target } from '../config/target.ts';
import { UsageError } from '../core/errors.ts';
import type { ConnectionSettings, TlsSettings } from '../ports.ts';

/** How to reach the nodes, as given on the command line; it wins over the configuration file. */
export interface ConnectionOptions {
  readonly user?: string;
  /** Paths of PEM files. */
  readonly cacert?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Name that the certificates carry. */
  readonly sni?: string;
  readonly insecure?: boolean;
  /** Announced address → address to connect to. */
  readonly nat?: Readonly<Record<string, string>>;
}

/**
 * Joins what URL, options and configuration say about reaching the nodes, and reads the certificate files.
 *
 * @throws UsageError for a file that cannot be read
 */
export async function connectionSettings(
  target: Target | undefined,
  options: ConnectionOptions,
  config: ClusterConfig | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ConnectionSettings> {
  const username = options.user ?? target?.username ?? config?.username;
  const password = target?.password ?? (environment.REDISCLI_AUTH || undefined);
  const natMap = { ...config?.natMap, ...options.nat };
  const tls = await tlsSettings(target, options, config?.tls);
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
    natMap,
  };
}

async function tlsSettings(
  target: Target | undefined,
  options: ConnectionOptions,
  config: ClusterConfig['tls'],
): Promise<TlsSettings | undefined> {
  const asked = target?.tls === true || config?.enabled === true;
  if (!asked) return undefined;
  const [ca, cert, key] = await Promise.all([
    pem(options.cacert ?? config?.ca, '--cacert'),
    pem(options.cert ?? config?.cert, '--cert'),
    pem(options.key ?? config?.key, '--key'),
  ]);
  // Nodes announce bare IP addresses; the name by which the user reached the first one is on the certificates.
  const servername = options.sni ?? config?.servername ?? nameOf(target);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(servername === undefined ? {} : { servername }),
    insecure: options.insecure ?? config?.insecure ?? false,
  };
}

function nameOf(target: Target | undefined): string | undefined {
  return target === undefined || /^[\d.]+$|:/.test(target.host) ? undefined : target.host;
}

async function pem(path: string | undefined, option: string): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unreadable';
    throw new UsageError(`${option}: ${path} cannot be read (${code})`, 'name a PEM file');
  }
}
