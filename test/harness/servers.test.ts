import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { availableServers, serversDirectory } from './servers.ts';

async function addServer(label: string, script: string): Promise<void> {
  const file = join(serversDirectory(), label, 'bin', 'server');
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

describe('the servers that tests can use', () => {
  const before = process.env['REDIS_SERVERS'];

  beforeEach(async () => {
    process.env['REDIS_SERVERS'] = await mkdtemp(join(tmpdir(), 'servers-'));
  });

  afterEach(async () => {
    await rm(serversDirectory(), { recursive: true });
    if (before === undefined) delete process.env['REDIS_SERVERS'];
    else process.env['REDIS_SERVERS'] = before;
  });

  test('are the one on the PATH and those beside it, but none that cannot be run', async () => {
    await addServer('valkey99', 'echo Valkey server v=99.1.0');
    await addServer('redis99', 'echo Redis server v=99.0.1');
    await addServer('broken', 'exit 127');
    await mkdir(join(serversDirectory(), 'empty'));
    const servers = await availableServers();
    expect(servers.map(({ label, version }) => `${label} ${version.text}`).slice(-2)).toEqual([
      'redis99 99.0.1',
      'valkey99 99.1.0',
    ]);
    expect(servers.filter(({ label }) => label !== 'system')).toHaveLength(2);
  });

  test('are the one on the PATH alone when none were fetched', async () => {
    await rm(serversDirectory(), { recursive: true });
    expect((await availableServers()).map(({ label }) => label)).toEqual(['system']);
    await mkdir(serversDirectory());
  });
});
