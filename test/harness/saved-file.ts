import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { waitUntil } from '../../lib/demo/wait-until.ts';

/** Lets a node save, and reads what it saved. */
export async function savedFile(node: LocalNode): Promise<Buffer> {
  await node.send('BGSAVE');
  await waitUntil(async () => /rdb_bgsave_in_progress:0\r/.test(String(await node.send('INFO', 'persistence'))), {
    timeoutMs: 60_000,
    what: 'the save to end',
  });
  expect(await node.send('INFO', 'persistence')).toContain('rdb_last_bgsave_status:ok');
  return readFile(join(node.directory, 'dump.rdb'));
}
