import type { MissReason } from '../../core/observed.ts';

const words: Readonly<Record<MissReason, string>> = {
  'connect-refused': 'no connection',
  timeout: 'no reply in time',
  tls: 'the TLS handshake failed',
  auth: 'the login was refused',
  'no-permission': "not permitted to the auditor's user",
  loading: 'the node is still loading its dataset',
  busy: 'a script or function is blocking the node',
  unparsable: 'an answer that could not be understood',
  store: 'the store could not be read',
  unsupported: 'not available on this server',
  'not-attempted': 'not asked in this audit',
};

/** Why something is absent, for people. */
export function reasonWords(reason: MissReason): string {
  return words[reason];
}
