import { type Observed, ok } from './observed.ts';
import { classifyError } from './parse/errors.ts';

/** An answer to one command: its value, or the error in place of it. */
export type Reply = { readonly value: unknown } | { readonly error: unknown };

/** The same with the error's meaning; no answer at all means that the connection is gone. */
export function observedReply(reply: Reply | undefined): Observed<unknown> {
  return reply !== undefined && 'value' in reply ? ok(reply.value) : classifyError(reply?.error);
}
