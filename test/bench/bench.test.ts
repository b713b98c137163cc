import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const documentation = join(root, 'docs', 'performance.md');

/** Starts two servers for each core; a loaded machine takes its time. */
const timeoutMs = 180_000;

/** Runs the bench; it has to leave the documentation alone. */
async function run(...args: readonly string[]): Promise<string> {
  const before = readFileSync(documentation, 'utf8');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', join(root, 'bench', 'run.ts'), '--quick', ...args],
    { env: { ...process.env, NODE_OPTIONS: '' } },
  );
  expect(stdout).toMatch(/\d+ targets reached, \d+ missed, \d+ not measured/);
  expect(stdout).not.toContain('NaN');
  expect(readFileSync(documentation, 'utf8')).toBe(before);
  return stdout;
}

/** Names of the tables that were printed. */
const sectionsIn = (stdout: string) => Array.from(stdout.matchAll(/^## ([\w-]+)$/gm), ([, name]) => name);

test(
  'a quick run of the bench measures every target and leaves the documentation alone',
  async () => {
    const ports = process.env['TEST_PORTS'] === undefined ? [] : ['--ports', process.env['TEST_PORTS']];
    expect(sectionsIn(await run(...ports))).toEqual([
      'machine',
      'targets',
      'wall-time',
      'visits',
      'eventful-visits',
      'slow-log',
      'bundles',
      'bundle-parts',
    ]);
  },
  timeoutMs,
);

test(
  'the bundles can be measured alone, without any server',
  async () => {
    const stdout = await run('--bundles');
    expect(sectionsIn(stdout)).toEqual(['bundles', 'bundle-parts']);
    for (const name of ['observe', 'assess', 'slack', 'pagerduty'])
      for (const variant of [name, `${name}, with X-Ray`])
        expect(stdout).toMatch(new RegExp(`^\\| ${variant} \\| \\d+ KB \\| [*\\d]+ KB`, 'm'));
    expect(stdout).toMatch(/^\| ioredis \| \d+ KB \|(?: {2}\|){4}$/m);
  },
  timeoutMs,
);
