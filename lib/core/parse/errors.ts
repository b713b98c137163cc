import { type Absent, type FailureReason, failed, notAttempted, unsupported } from '../observed.ts';

/**
 * What an error means for the question that met it. Details are sentences of our own: the text of an error may hold
 * arguments, names and addresses, and is never passed on.
 *
 * @param error a server's error reply, or why the connection failed; any other value counts as `unparsable`
 */
export function classifyError(error: unknown): Absent {
  const message = messageOf(error);
  if (isReply(error)) return classifyReply(message);
  const code = codeOf(error);
  if (code === 'ABORT_ERR') return notAttempted('the deadline of the audit came before the answer');
  const byCode = connectionFailures.get(code);
  if (byCode !== undefined) return failed(byCode[0], ownSilence.test(message) ? message : byCode[1]);
  if (tlsCode.test(code)) return failed('tls', tlsDetails.get(code) ?? `the TLS handshake failed (${code})`);
  for (const [pattern, reason, detail] of clientMessages) if (pattern.test(message)) return failed(reason, detail);
  return failed('unparsable', `an unexpected error${safeWord.test(code) ? ` (${code})` : ''}`);
}

/** First word of a server's error reply, `NOPERM`; undefined for an error that no server sent. */
export function errorCode(error: unknown): string | undefined {
  return isReply(error) ? /^[A-Z][A-Z0-9_]{1,31}(?= |$)/.exec(messageOf(error))?.[0] : undefined;
}

function isReply(error: unknown): boolean {
  return propertyOf(error, 'name') === 'ReplyError';
}

function messageOf(error: unknown): string {
  return textOf(propertyOf(error, 'message'));
}

/** A code of Node or OpenSSL; of several attempts at one name the first says as much as the others. */
function codeOf(error: unknown): string {
  const attempts = propertyOf(error, 'errors');
  return textOf(propertyOf(error, 'code')) || (Array.isArray(attempts) ? codeOf(attempts[0]) : '');
}

/** By its properties: an error that comes from another realm is no instance of the `Error` of this one. */
function propertyOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? (error as Readonly<Record<string, unknown>>)[name] : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const safeWord = /^[A-Z][A-Z0-9_]{1,40}$/;

/** The auditor's own words when a deadline passed. */
const ownSilence = /^no reply within \d+ ms$/;

const connectionFailures: ReadonlyMap<string, readonly [FailureReason, string]> = new Map([
  ['ECONNREFUSED', ['connect-refused', 'nothing listens on this port (ECONNREFUSED)']],
  [
    'ECONNRESET',
    ['connect-refused', 'the other end dropped the connection, as when only one of the two speaks TLS (ECONNRESET)'],
  ],
  ['ECONNABORTED', ['connect-refused', 'the connection was broken off (ECONNABORTED)']],
  ['EPIPE', ['connect-refused', 'the server closed the connection (EPIPE)']],
  ['EHOSTUNREACH', ['connect-refused', 'there is no route to this host (EHOSTUNREACH)']],
  ['ENETUNREACH', ['connect-refused', 'there is no route to this network (ENETUNREACH)']],
  ['EHOSTDOWN', ['connect-refused', 'the host is down (EHOSTDOWN)']],
  ['EADDRNOTAVAIL', ['connect-refused', 'this address cannot be dialled from here (EADDRNOTAVAIL)']],
  ['EACCES', ['connect-refused', 'this host does not allow the connection (EACCES)']],
  ['ENOTFOUND', ['connect-refused', 'the host name does not resolve (ENOTFOUND)']],
  ['EAI_AGAIN', ['connect-refused', 'the name server does not answer (EAI_AGAIN)']],
  ['ETIMEDOUT', ['timeout', 'no answer in time (ETIMEDOUT)']],
]);

const tlsCode =
  /^(?:ERR_(?:TLS|SSL|OSSL)_|EPROTO$|CERT_|CRL_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|INVALID_(?:CA|PURPOSE)$|PATH_LENGTH|HOSTNAME_MISMATCH$)/;

const tlsDetails: ReadonlyMap<string, string> = new Map([
  ['SELF_SIGNED_CERT_IN_CHAIN', 'the certificate comes from an authority that is not trusted here: set the CA'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'the certificate is self-signed and not trusted here: set the CA'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'the authority behind the certificate is not known here: set the CA'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'the authority behind the certificate is not known here: set the CA'],
  ['CERT_HAS_EXPIRED', 'the certificate has expired'],
  ['CERT_NOT_YET_VALID', 'the certificate is not valid yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate is for another name: set the server name'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'the server asks for a client certificate'],
  ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'the certificate and the key do not belong together'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'the server does not trust the client certificate'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'the two ends share no TLS version'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'this port does not speak TLS'],
]);

/** Failures that ioredis reports by message only. */
const clientMessages: readonly (readonly [RegExp, FailureReason, string])[] = [
  [/^Connection is closed/, 'connect-refused', 'the connection was closed'],
  [/^Reached the max retries|^Stream isn't writeable/, 'connect-refused', 'the connection was closed'],
  [/ETIMEDOUT|timed out|^Socket timeout|^timeout$/, 'timeout', 'no answer in time'],
  [/^Unknown RESP type|^Protocol error/, 'unparsable', 'the answer is not the Redis protocol'],
];

function classifyReply(message: string): Absent {
  const word = /^\S*/.exec(message)?.[0] ?? '';
  if (word === 'NOPERM') return failed('no-permission', deniedCommand(message));
  const known = replyWords.get(word);
  if (known !== undefined) return failed(known[0], known[1]);
  for (const [pattern, answer] of replyTexts) if (pattern.test(message)) return answer;
  return failed(
    'unparsable',
    `the server answered with the error ${safeWord.test(word) ? word : 'of an unknown kind'}`,
  );
}

/** The command is the server's own name for it, so it may be shown; the user's name before it may not. */
function deniedCommand(message: string): string {
  const command = / to run the '([a-z|_-]{1,40})' command/.exec(message)?.[1];
  return command === undefined ? 'the user lacks a permission' : `the user may not run ${command.replace('|', ' ')}`;
}

const replyWords: ReadonlyMap<string, readonly [FailureReason, string]> = new Map([
  ['NOAUTH', ['auth', 'the server asks for a password']],
  ['WRONGPASS', ['auth', 'the user name or the password is wrong, or the user is disabled']],
  ['LOADING', ['loading', 'the server is loading its dataset']],
  ['BUSY', ['busy', 'a script or function holds the command thread']],
  ['DENIED', ['connect-refused', 'protected mode: the server accepts no connection from another host']],
]);

/** Errors that share the word ERR are told by their text, in the wording of any version. */
const replyTexts: readonly (readonly [RegExp, Absent])[] = [
  [/^ERR max number of clients/i, failed('connect-refused', 'the server has as many clients as maxclients allows')],
  [/cluster support disabled/i, unsupported('cluster mode is off')],
  [/unknown subcommand/i, unsupported('this version has no such subcommand, or not in this form')],
  [
    /unknown command|unsupported command|command is not (?:supported|allowed)/i,
    unsupported('the server has no such command, or it was renamed'),
  ],
  [/syntax error|wrong number of arguments/i, unsupported('this version does not take the command in this form')],
  [/^ERR Command '[^']*' not found/, unsupported('the server has no such command, or it was renamed')],
  [/^NOPROTO/, unsupported('the server does not speak this version of the protocol')],
  [
    /^ERR (?:AUTH <password> called without any password|Client sent AUTH)/i,
    failed('auth', 'a password is given, and the server has none'),
  ],
  [/^ERR invalid password/i, failed('auth', 'the password is wrong')],
];
