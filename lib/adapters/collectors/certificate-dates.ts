import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { CertificateDates } from '../../core/facts.ts';

/** Longer chains are loops, or somebody's joke. */
const MOST_ISSUERS = 10;

/**
 * When the certificate of the other end expires, and those that it rests on: what it sent, and the authority here that
 * signed the last of them.
 *
 * @returns null when it shows none, or one whose end cannot be read
 */
export function certificateDates(socket: Pick<TLSSocket, 'getPeerCertificate'>): CertificateDates | null {
  const [own, ...issuers] = chainOf(socket.getPeerCertificate(true)).map(endOf);
  if (own === undefined || issuers.includes(undefined)) return null;
  return { own, issuers: issuers.filter((end) => end !== undefined) };
}

/** From the node's own to the authority, which names itself as its issuer. */
function chainOf(first: DetailedPeerCertificate): readonly DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  for (let next: DetailedPeerCertificate | undefined = first; next !== undefined; next = next.issuerCertificate) {
    if (chain.some(({ fingerprint256 }) => fingerprint256 === next?.fingerprint256)) break;
    chain.push(next);
    if (chain.length > MOST_ISSUERS) break;
  }
  return chain;
}

function endOf({ valid_to: text }: DetailedPeerCertificate): string | undefined {
  const end = new Date(text ?? '');
  return Number.isNaN(end.getTime()) ? undefined : end.toISOString();
}
