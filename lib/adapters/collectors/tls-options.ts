import type { TlsSettings } from '../../ports.ts';

/** What Node's TLS wants to know. */
export function tlsOptions({ ca, cert, key, servername, insecure }: TlsSettings, host: string) {
  const name = servername ?? (/^[\d.]+$|:/.test(host) ? undefined : host);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(name === undefined ? {} : { servername: name }),
    rejectUnauthorized: insecure !== true,
  };
}
