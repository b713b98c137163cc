import type { Emulator } from './emulator.ts';

// Services that the project has no client library of, and would have for its tests alone.

/** Calls one operation of a service that speaks JSON: `callJson(emulator, 'sqs', 'AmazonSQS.ReceiveMessage', {…})`. */
export async function callJson<Output>(
  emulator: Emulator,
  service: string,
  target: string,
  input: object,
): Promise<Output> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
  return JSON.parse(await call(emulator, service, 'POST', '/', headers, JSON.stringify(input))) as Output;
}

/** Calls one operation of a service that takes a form and answers XML, such as CloudFormation. @returns the XML */
export function callQuery(
  emulator: Emulator,
  service: string,
  input: Readonly<Record<string, string>>,
): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return call(emulator, service, 'POST', '/', headers, new URLSearchParams(input).toString());
}

/** Calls a service whose operations are methods on paths, such as Lambda. */
export async function callRest<Output>(
  emulator: Emulator,
  service: string,
  operation: string,
  input?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Output> {
  const [method = '', path = ''] = operation.split(' ');
  const body = input === undefined ? '' : JSON.stringify(input);
  const all = { 'content-type': 'application/json', ...headers };
  const text = await call(emulator, service, method, path, all, body);
  return (text === '' ? null : JSON.parse(text)) as Output;
}

async function call(
  emulator: Emulator,
  service: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<string> {
  const url = new URL(path, emulator.endpoint);
  const authorization = authorizationOf(emulator, service);
  const answer = await fetch(url, { method, headers: { ...headers, authorization }, ...(body === '' ? {} : { body }) });
  const text = await answer.text();
  const failed = answer.headers.get('x-amz-function-error');
  if (answer.ok && failed === null) return text;
  const what = headers['x-amz-target'] ?? `${method} ${path}`;
  throw new Error(`${service} answers ${answer.status} ${failed ?? ''} to ${what}: ${text}`);
}

/** Of the account's root the emulator checks the name alone, so the signature may be any. */
function authorizationOf({ region, credentials }: Emulator, service: string): string {
  const scope = `${credentials.accessKeyId}/20260101/${region}/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
}
