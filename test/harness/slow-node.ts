import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { useCompiled } from './compiled.ts';

/** What can be slow about a node: `disk` is each fdatasync, `loop` each round of serving its connections. */
export type SlowPart = 'disk' | 'loop';

/**
 * Compiles slow-node.c for the tests of the surrounding `describe`.
 *
 * @returns environment for the servers, with which {@link slowDown} works on their nodes
 */
export function useSlowNodes(): Readonly<Record<string, string>> {
  return { LD_PRELOAD: useCompiled('slow-node') };
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
