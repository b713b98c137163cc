/**
 * What became of one question to a node. "Could not look" is never "is fine", so a fact is always one of four:
 * read (`ok`), not to be had on this server (`unsupported`), asked for and not read (`failed`), or never asked
 * (`not-attempted`).
 */
export type Observed<T> =
  | { readonly state: 'ok'; readonly value: T }
  | { readonly state: 'unsupported'; readonly detail: string }
  | { readonly state: 'failed'; readonly reason: FailureReason; readonly detail: string }
  | { readonly state: 'not-attempted'; readonly detail: string };

/** A fact that could not be had, and why. */
export type Absent = Exclude<Observed<never>, { readonly state: 'ok' }>;

/** Why a question that was asked has no usable answer. */
export type FailureReason =
  /** No connection: refused, reset, closed by the server, no route, or a name that does not resolve. */
  | 'connect-refused'
  /** Connected or connecting, and silent until the deadline. */
  | 'timeout'
  /** The TLS handshake failed, or the certificate is not trusted. */
  | 'tls'
  /** `NOAUTH` or `WRONGPASS`. */
  | 'auth'
  /** `NOPERM`: the auditor's user may not run the command. */
  | 'no-permission'
  /** `LOADING`: the node is reading its dataset. */
  | 'loading'
  /** `BUSY`: a script or function holds the command thread. */
  | 'busy'
  /** An answer that this version of the auditor does not understand. */
  | 'unparsable'
  /** A directory or bucket could not be read; no node was asked. */
  | 'store';

/** Every reason for which a value can be absent; what the JSON report shows in place of `ok`. */
export type MissReason = FailureReason | 'unsupported' | 'not-attempted';

export function ok<T>(value: T): Observed<T> {
  return { state: 'ok', value };
}

export function failed(reason: FailureReason, detail: string): Absent {
  return { state: 'failed', reason, detail };
}

export function unsupported(detail: string): Absent {
  return { state: 'unsupported', detail };
}

export function notAttempted(detail: string): Absent {
  return { state: 'not-attempted', detail };
}

/** Of what no rule of this kind of audit needs. */
export const notPlanned: Absent = notAttempted('not part of this audit');

/** Applies `read` to a value that was read; an absent one stays absent for the same reason. */
export function mapObserved<T, U>(observed: Observed<T>, read: (value: T) => Observed<U>): Observed<U> {
  return observed.state === 'ok' ? read(observed.value) : observed;
}

/** The reason a value is absent. */
export function missReason(observed: Absent): MissReason {
  return observed.state === 'failed' ? observed.reason : observed.state;
}
