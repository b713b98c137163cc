import { chmod, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { clusterTestTimeoutMs } from './cluster.ts';
import { testServer } from './servers.ts';

const file = 'start-with';

/**
 * For the tests of the surrounding `describe`: nodes that can be started again as something else, see
 * {@link startWith}.
 *
 * @returns the server of such a cluster, which is there once tests run
 */
export function useChoosableServer(): string {
  const path = join(tmpdir(), `choosable-server-${process.pid}`);
  beforeAll(async () => {
    const server = (await testServer()).path;
    const lines = ['#!/bin/sh', `server='${server}'`, `[ -r ${file} ] && . ./${file}`, 'exec "$server" "$@"', ''];
    await writeFile(path, lines.join('\n'));
    await chmod(path, 0o755);
  }, clusterTestTimeoutMs);
  afterAll(() => rm(path));
  return path;
}

/** What a node is at its next start: another server, or one with an environment of its own. */
export async function startWith(
  { directory }: LocalNode,
  { server, environment = {} }: { readonly server?: string; readonly environment?: Readonly<Record<string, string>> },
): Promise<void> {
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'`);
  await writeFile(
    join(directory, file),
    [...(server === undefined ? [] : [`server='${server}'`]), ...lines, ''].join('\n'),
  );
}

/** What its cluster was started with, from its next start on. */
export function startAsBefore({ directory }: LocalNode): Promise<void> {
  return rm(join(directory, file), { force: true });
}
