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
  override readonly name: string = 'StoreError';
}

/** What a store holds cannot be understood, or is gone: asking again brings nothing else. */
export class UnreadableObjectError extends StoreError {
  override readonly name = 'UnreadableObjectError';
}

/** The store has nothing that could answer what was asked. */
export class NoHistoryError extends AuditorError {
  override readonly name = 'NoHistoryError';
}

/** Somebody else saved the state since it was loaded. */
export class StateConflictError extends AuditorError {
  override readonly name = 'StateConflictError';
}

/** A secret could not be read, or is not of the form it should have. */
export class SecretError extends AuditorError {
  override readonly name = 'SecretError';
}

/** Somebody who has to be told was not; the state remembers that, so trying again tells it. */
export class DeliveryError extends AuditorError {
  override readonly name = 'DeliveryError';
}

/** The deadline came before every node was visited; what was read by then is stored. */
export class OutOfTimeError extends AuditorError {
  override readonly name = 'OutOfTimeError';
}

/** A function was called with an event of a form it does not know, or misses something in its surroundings. */
export class FunctionError extends AuditorError {
  override readonly name = 'FunctionError';
}

/** No node said anything: there is nothing to audit. */
export class NoNodeReachableError extends AuditorError {
  override readonly name = 'NoNodeReachableError';
}

/** Replicas could not be asked to save at all. */
export class SaveError extends AuditorError {
  override readonly name = 'SaveError';
}

/** A throw-away server could not be started, or did not load what it was given. */
export class TrialError extends AuditorError {
  override readonly name = 'TrialError';
}
