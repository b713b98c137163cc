import { AuditorError } from '../core/errors.ts';
import { neutralText } from '../report/neutral.ts';
import type { CliIo } from './io.ts';
import { maskLogins } from './mask-logins.ts';
import { sentence } from './nearest.ts';

/** Says what went wrong and what to do about it, without logins. */
export function complain(error: unknown, io: Pick<CliIo, 'stderr' | 'env'>): void {
  io.stderr(`redis-auditor: ${neutralText(maskLogins(explanation(error, io)))}\n`);
}

function explanation(error: unknown, { env }: Pick<CliIo, 'env'>): string {
  if (error instanceof AuditorError) return `${error.message}\n${sentence(error.hint)}`.trimEnd();
  if (!(error instanceof Error)) return 'something failed without saying why';
  if (env.REDIS_AUDITOR_DEBUG === '1') return error.stack ?? error.message;
  return `${error.message}\nThis is a fault of redis-auditor. REDIS_AUDITOR_DEBUG=1 shows where.`;
}
