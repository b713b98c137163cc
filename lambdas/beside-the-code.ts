import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FunctionError } from '../lib/core/errors.ts';

/** Where the code is, and what was shipped with it. */
export const besideTheCode = import.meta.dirname;

/** Text of a file that was shipped with a function. @throws FunctionError when it is not there */
export async function shipped(directory: string, file: string): Promise<string> {
  const path = join(directory, file);
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new FunctionError(
      `${path} cannot be read`,
      'Deploy the stack again: it puts the file beside the code.',
      cause,
    );
  });
}
