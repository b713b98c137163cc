import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const documentation = join(root, 'docs', 'performance.md');

/** Starts two servers for each core; a loaded machine takes its time. */
const timeoutMs = 180_000;

test(
  'a quick run of the bench measures every target and leaves the documentation alone',
  async () => {
    const before = readFileSync(documentation, 'utf8');
    const ports = process.env['TEST_PORTS'] === undefined ? [] : ['--ports', process.env['TEST_PORTS']];
    const args = ['--expose-gc', join(root, 'bench', 'run.ts'), '--quick', ...ports];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '' } });
    for (const section of ['machine', 'targets', 'wall-time', 'visits', 'eventful-visits', 'slow-log'])
      expect(stdout).toContain(`## ${section}\n`);
    expect(stdout).toMatch(/\d+ targets reached, \d+ missed, \d+ not measured/);
    expect(stdout).not.toContain('NaN');
    expect(readFileSync(documentation, 'utf8')).toBe(before);
  },
  timeoutMs,
);
