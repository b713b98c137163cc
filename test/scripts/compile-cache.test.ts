import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { compileCacheFolder } from '../../scripts/setup/compile-cache.mjs';

const cache = mkdtempSync(join(tmpdir(), 'compiled-'));
afterAll(() => rmSync(cache, { recursive: true }));

const program = join(import.meta.dirname, '..', '..', 'scripts', 'run.mjs');

test('what a command is compiled to is kept in the cache of the user', async () => {
  const { NODE_COMPILE_CACHE: _, NODE_OPTIONS: _options, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'rules', 'list'], {
    env: { ...env, XDG_CACHE_HOME: cache },
  });
  expect(stdout).toContain('aof/not-enabled');
  const kept = join(cache, 'redis-cluster-auditor', 'compiled');
  expect(readdirSync(kept, { recursive: true }).length).toBeGreaterThan(100);
});

test.each([
  ['below the cache that was chosen', { XDG_CACHE_HOME: '/cache', HOME: '/home/ann' }, '/cache'],
  ['below the home where none was', { HOME: '/home/ann' }, '/home/ann/.cache'],
  ['below the home where it is no absolute path', { XDG_CACHE_HOME: 'cache', HOME: '/home/ann' }, '/home/ann/.cache'],
])('it lies %s', (_, env, base) => {
  expect(compileCacheFolder(env)).toBe(join(base, 'redis-cluster-auditor', 'compiled'));
});
