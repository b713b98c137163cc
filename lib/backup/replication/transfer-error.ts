import { AuditorError } from '../../core/errors.ts';
import type { FailureReason } from '../../core/observed.ts';

/**
 * Why there is no whole RDB. Besides the reasons for which any question to a node fails:
 *
 * | reason | means |
 * | --- | --- |
 * | `unsupported` | the server has no such command, or not under this name |
 * | `no-primary-link` | a replica that is not connected to its primary gives nobody a copy |
 * | `interrupted` | the connection ended in the middle: what has come is not a whole RDB |
 * | `aborted` | the caller gave up |
 */
export type TransferFailure = FailureReason | 'unsupported' | 'no-primary-link' | 'interrupted' | 'aborted';

/** The RDB did not come, or not to its end. What was received of it must not be kept. */
export class TransferError extends AuditorError {
  override readonly name = 'TransferError';
  readonly reason: TransferFailure;

  constructor(reason: TransferFailure, message: string, hint: string, cause?: unknown) {
    super(message, hint, cause);
    this.reason = reason;
  }
}
