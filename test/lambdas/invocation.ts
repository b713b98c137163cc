import { jest } from '@jest/globals';
import type { Context } from 'aws-lambda';

/** What Lambda tells a function about its call. */
export const context: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'assess-shop',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:assess-shop',
  memoryLimitInMB: '256',
  awsRequestId: '11111111-2222-4333-8444-555555555555',
  logGroupName: 'assess-shop',
  logStreamName: 'one',
  getRemainingTimeInMillis: () => 30_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

export interface Printed {
  /** Documents that were printed one a line, on both streams. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** Everything, as it was. */
  readonly text: string;
  /** What the work threw. */
  readonly error?: unknown;
}

/** Does the work and takes down what is printed meanwhile, as Lambda does for the log. */
export async function printedBy(work: () => Promise<unknown>): Promise<Printed> {
  let text = '';
  const take = (chunk: unknown): boolean => {
    text += String(chunk);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockImplementation(take));
  const error = await work().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  for (const spy of spies) spy.mockRestore();
  const lines = text.split('\n').filter((line) => line !== '');
  return { text, error, lines: lines.map((line) => JSON.parse(line) as Printed['lines'][number]) };
}
