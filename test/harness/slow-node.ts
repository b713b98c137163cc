import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from '@jest/globals';
import type { LocalNode } from '../../lib/demo/local-node.ts';

/** What can be slow about a node: `disk` is each fdatasync, `loop` each round of serving its connections. */
export type SlowPart = 'disk' | 'loop';

/**
 * Compiles slow-node.c for the tests of the surrounding `describe`.
 *
 * @returns environment for the servers, with which {@link slowDown} works on their nodes
 */
export function useSlowNodes(): Readonly<Record<string, string>> {
  const library = join(tmpdir(), `slow-node-${process.pid}.so`);
  const source = join(import.meta.dirname, 'slow-node.c');
  beforeAll(() => promisify(execFile)('cc', ['-shared', '-fPIC', '-o', library, source]));
  afterAll(() => rm(library));
  return { LD_PRELOAD: library };
}

/** From now on each time takes so many milliseconds longer. */
export function slowDown(node: LocalNode, part: SlowPart, ms: number): Promise<void> {
  return writeFile(fileOf(node, part), String(ms));
}

export function speedUp(node: LocalNode, part: SlowPart): Promise<void> {
  return rm(fileOf(node, part));
}

function fileOf({ directory }: LocalNode, part: SlowPart): string {
  return join(directory, `slow-${part}-ms`);
}
