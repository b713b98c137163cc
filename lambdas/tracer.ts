import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import { SERVICE_NAME } from '../lib/constants.ts';

/** Only in bundles that are traced, see tracing.ts. */
const tracer = new Tracer({ serviceName: SERVICE_NAME });

/** What a function returns is none of X-Ray's business. */
export const traceHandler = captureLambdaHandler(tracer, { captureResponse: false });

export function traceClient<C extends object>(client: C): C {
  // Its type wants to know what it can be called with; it only adds a step to whatever is sent.
  return tracer.captureAWSv3Client(client as never) as C;
}
