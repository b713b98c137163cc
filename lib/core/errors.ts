/**
 * A failure with its place: what happened, where, and what to do about it. The message is made for the person who
 * reads it, and never holds a secret or a value.
 */
export class AuditorError extends Error {
  override readonly name: string = 'AuditorError';
  /** What to do; one sentence. */
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.hint = hint;
  }
}

/** The command line or a file asks for something that cannot be done as written. */
export class UsageError extends AuditorError {
  override readonly name = 'UsageError';
}

/** A store could not be read or written. */
export class StoreError extends AuditorError {
  override readonly name = 'StoreError';
}

/** Somebody else saved the state since it was loaded. */
export class StateConflictError extends AuditorError {
  override readonly name = 'StateConflictError';
}

/** No node said anything: there is nothing to audit. */
export class NoNodeReachableError extends AuditorError {
  override readonly name = 'NoNodeReachableError';
}
