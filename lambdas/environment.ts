import { environmentVariables } from '../lib/constants.ts';
import { FunctionError } from '../lib/core/errors.ts';
import type { HttpsForm } from '../lib/core/message-forms.ts';

/** @throws FunctionError when the function was deployed without it */
export function variable(name: keyof typeof environmentVariables): string {
  const value = process.env[environmentVariables[name]];
  if (value !== undefined && value !== '') return value;
  throw new FunctionError(
    `the environment variable ${environmentVariables[name]} is not set`,
    'Deploy the stack again: it sets it.',
  );
}

/** What those get who subscribe to the topic by HTTPS. */
export function httpsForm(): HttpsForm {
  return process.env[environmentVariables.httpsForm] === 'document' ? 'document' : 'chat';
}
