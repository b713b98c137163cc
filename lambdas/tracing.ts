import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import type { MiddlewareObj } from '@middy/core';

const tracer = new Tracer({ serviceName: 'redis-auditor' });

/** Answers are small and errors are in the log: neither belongs into a trace. */
export const traceHandler: MiddlewareObj = captureLambdaHandler(tracer, { captureResponse: false });

export function traceClient<C extends object>(client: C): C {
  return tracer.captureAWSv3Client(client as never) as C;
}
