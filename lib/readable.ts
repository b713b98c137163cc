import { UnreadableObjectError } from './core/errors.ts';

/** What is loaded; or the error, where what a store holds cannot be understood or is gone. Other errors are thrown. */
export async function readable<T>(loading: Promise<T>): Promise<T | UnreadableObjectError> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof UnreadableObjectError) return error;
    throw error;
  }
}
