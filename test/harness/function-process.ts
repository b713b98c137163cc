/** Run as a process of its own: the runtime of Lambda, as far as a handler notices. Takes events from its parent. */
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';

const [file = ''] = process.argv.slice(2);
const load = createRequire(file);

export interface Invocation {
  readonly id: number;
  readonly event: unknown;
  readonly remainingMs: number;
}

process.on('message', async ({ id, event, remainingMs }: Invocation) => {
  const end = Date.now() + remainingMs;
  const context = {
    functionName: 'test',
    functionVersion: '$LATEST',
    memoryLimitInMB: '512',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:test',
    awsRequestId: `request-${id}`,
    getRemainingTimeInMillis: () => end - Date.now(),
  };
  try {
    const { handler } = load(file) as { readonly handler: (event: unknown, context: object) => Promise<unknown> };
    const timeUp = delay(remainingMs, undefined, { ref: false }).then(() => {
      throw Object.assign(new Error(`Task timed out after ${remainingMs} ms`), { name: 'Sandbox.Timedout' });
    });
    process.send?.({ id, result: await Promise.race([handler(event, context), timeUp]) });
  } catch (error) {
    const { name, message, stack, hint } = error as Error & { readonly hint?: string };
    // As the runtime logs it, with everything that hangs on it.
    console.error(JSON.stringify({ errorType: name, errorMessage: message, hint, stack: stack?.split('\n') }));
    process.send?.({ id, error: { name, message, hint } });
  }
});
