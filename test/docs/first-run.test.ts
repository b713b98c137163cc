import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from './pages.ts';

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(program: string, args: readonly string[], cwd: string): Promise<Ran> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const [[code], stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

/** 15 s are usual. */
const demoTimeoutMs = 180_000;

describe('npm start, without arguments', () => {
  const directory = mkdtempSync(join(tmpdir(), 'first-run-'));
  let ran: Ran;
  beforeAll(async () => {
    ran = await run(process.execPath, [join(root, 'scripts', 'start.mjs')], directory);
  }, demoTimeoutMs);
  afterAll(() => rmSync(directory, { recursive: true }));

  test('shows what is wrong with a careless cluster, and ends well', () => {
    expect(ran.stdout).toMatch(/^Cluster demo-\w+ \(self-managed\): 2 critical/);
    expect(ran.stdout).toContain('CRITICAL persistence/primary-restarts-empty');
    expect(ran.stderr).toMatch(/Stopping the cluster\.\n$/);
    expect(ran.code).toBe(0);
  });

  test('explains a slow command in the report', () => {
    expect(ran.stdout).toContain('EVAL (a script or a transaction)');
  });

  test('leaves what it stored in audit-history, with the mail that would have been sent', () => {
    expect(readdirSync(directory)).toEqual(['audit-history']);
    const mail = /\s(audit-history\/outbox\/\S+\.txt)\s/.exec(ran.stdout)?.[1] ?? '';
    expect(readFileSync(join(directory, mail), 'utf8')).toMatch(/^Subject: \[CRITICAL\] demo-/);
  });
});

describe('the real npm', () => {
  test.each([
    ['npm', ['start', '--silent', '--', '--version']],
    ['npx', ['redis-auditor', '--version']],
  ])('%s %j runs the program of the clone', async (program, args) => {
    const { code, stdout } = await run(program, args, root);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
