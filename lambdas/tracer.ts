import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import { SERVICE_NAME } from '../lib/constants.ts';

/** Only in bundles that are traced, see tracing.ts. What a function returns is none of X-Ray's business. */
export const tracer = captureLambdaHandler(new Tracer({ serviceName: SERVICE_NAME }), { captureResponse: false });
