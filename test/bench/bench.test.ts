import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const documentation = join(root, 'docs', 'performance.md');

/** Starts two servers for each core; a loaded machine takes its time. */
const timeoutMs = 300_000;

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
  'questions about the history can be measured alone, and are judged the first time and later',
  async () => {
    const stdout = await run('--history');
    expect(sectionsIn(stdout)).toEqual(['history']);
    for (const what of ['timeline .*: first time', 'slowlog, .*: later', 'slowlog, .*: peak memory'])
      expect(stdout).toMatch(new RegExp(`^\\| ${what} \\| below .* \\| (?:yes|\\*\\*no\\*\\*) \\|$`, 'm'));
  },
  timeoutMs,
);

test(
  'a backtest can be measured alone, by both ways to schedule audits',
  async () => {
    const stdout = await run('--backtest');
    expect(sectionsIn(stdout)).toEqual(['backtest']);
    for (const what of [
      'full audits .*\\(288 audits\\)',
      'slowlog, .*\\(888 audits\\)',
      'slowlog, .*: peak memory',
      'full audits .*, one rule alone \\(288 audits\\)',
    ])
      expect(stdout).toMatch(new RegExp(`^\\| 1 days, ${what} \\| below .* \\| (?:yes|\\*\\*no\\*\\*) \\|$`, 'm'));
  },
  timeoutMs,
);

test(
  'RDB data can be measured alone, and is judged against every target',
  async () => {
    const stdout = await run('--rdb');
    expect(sectionsIn(stdout)).toEqual(['rdb']);
    for (const what of ['strings of 1 KB', 'small records of every type'])
      expect(stdout).toMatch(new RegExp(`^\\| ${what} \\| [\\d.]+ MB \\| \\d+ \\|`, 'm'));
    for (const what of ['level 1', 'level 2 / redis-check-rdb', 'redis-cli --rdb', 'peak memory'])
      expect(stdout).toMatch(
        new RegExp(`^\\| .*${what}.* \\| (?:at least|below) .* \\| (?:yes|\\*\\*no\\*\\*) \\|$`, 'm'),
      );
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
    expect(stdout).toMatch(/^\| ioredis \| \d+ KB \| {2}\|/m);
  },
  timeoutMs,
);
