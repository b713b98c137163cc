import type { MiddlewareObj } from '@middy/core';

/**
 * X-Ray, in bundles that are made for it. The bundler puts the value in place of this very expression and leaves out
 * what can then not be reached: loading the tracer takes 32 ms, and whoever did not ask for it does not pay them.
 */
const isTraced = process.env['AUDITOR_TRACED'] === 'yes';

// Begins while the function is set up, not with the first event.
const tracer = isTraced ? import('./tracer.ts') : null;

export const tracing: readonly MiddlewareObj[] = tracer === null ? [] : [later(tracer)];

/** The middleware of a module that is still being loaded. */
function later(module: NonNullable<typeof tracer>): MiddlewareObj {
  return {
    before: async (request) => (await module).traceHandler.before?.(request),
    after: async (request) => (await module).traceHandler.after?.(request),
    onError: async (request) => (await module).traceHandler.onError?.(request),
  };
}

/** A client of AWS whose calls are seen in the trace, if there is one. */
export async function traced<C extends object>(client: C): Promise<C> {
  return tracer === null ? client : (await tracer).traceClient(client);
}
