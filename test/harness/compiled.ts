import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from '@jest/globals';

/**
 * Compiles a C file of this directory for the tests of the surrounding `describe`.
 *
 * @param name without `.c`
 * @returns path of the shared library, which is there once tests run
 */
export function useCompiled(name: string): string {
  const library = join(tmpdir(), `${name}-${process.pid}.so`);
  const source = join(import.meta.dirname, `${name}.c`);
  beforeAll(() => promisify(execFile)('cc', ['-shared', '-fPIC', '-o', library, source]));
  afterAll(() => rm(library));
  return library;
}
