import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { startRefusingServer } from '../harness/odd-servers.ts';
import { run } from './fake-io.ts';

describe('a watch', () => {
  test('goes on after an audit that another run kept from saving its state', async () => {
    const [store, server] = [await mkdtemp(join(tmpdir(), 'watch-')), await startRefusingServer()];
    const lock = join(store, 'state', `cluster=${server.address.replace(':', '-')}`, 'alerts.json.lock');
    const enough = new AbortController();
    const said: string[] = [];
    const work: Promise<void>[] = [];
    await run(['audit', server.address, '--audit', 'topology', '--watch', '500ms', '--store', store], {
      now: () => Date.now(),
      signal: enough.signal,
      stdout: () => {
        said.push('report');
        if (said.length === 1) work.push(writeFile(lock, 'somebody else'));
        if (said.length === 3) enough.abort();
      },
      stderr: (text) => {
        said.push(text);
        work.push(rm(lock, { force: true }));
      },
    });
    await Promise.all(work);
    await Promise.all([server.close(), rm(store, { recursive: true })]);
    expect(said).toEqual(['report', expect.stringContaining('was changed by another run in the meantime'), 'report']);
  }, 20_000);

  test('does not begin where the first audit finds nobody', async () => {
    const server = await startRefusingServer();
    await server.close();
    expect(await run(`audit ${server.address} --watch 1s`)).toMatchObject({ code: 2, stdout: '' });
  }, 20_000);
});
