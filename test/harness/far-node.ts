import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { useCompiled } from './compiled.ts';

/** Hosts that the nodes of a test can announce, none of them on loopback. */
export const hosts = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'] as const;

/**
 * Compiles far-node.c for the tests of the surrounding `describe`.
 *
 * @returns environment for the servers, with which nodes reach each other at {@link hosts}
 */
export function useFarNodes(): Readonly<Record<string, string>> {
  return { LD_PRELOAD: useCompiled('far-node') };
}

/** Where the auditor really finds what is announced on any of the {@link hosts}. */
export function natMapOf({ nodes }: LocalCluster): Readonly<Record<string, string>> {
  return Object.fromEntries(nodes.flatMap(({ port, address }) => hosts.map((host) => [`${host}:${port}`, address])));
}

/** From now on, and for good. */
export function setClockAhead({ directory }: LocalNode, seconds: number): Promise<void> {
  return writeFile(join(directory, 'clock-ahead-seconds'), String(seconds));
}
