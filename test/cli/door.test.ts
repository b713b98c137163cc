import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const program = fileURLToPath(new URL('../../bin/redis-auditor.ts', import.meta.url));

/** Runs the real program in a shell, where `$AUDITOR` is its command line. */
async function shell(
  line: string,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const env = { PATH: process.env.PATH, AUDITOR: `${process.execPath} ${program}` };
  const child = spawn('bash', ['--norc', '-c', `set -o pipefail; ${line}`], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const read = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => {
    read.stdout += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    read.stderr += data.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...read };
}

test('the exit code of the program is that of the command', async () => {
  expect(await shell('$AUDITOR rules list nothing-like-this')).toMatchObject({ code: 2, stdout: '' });
  expect(await shell('$AUDITOR --version')).toMatchObject({ code: 0, stderr: '' });
});

test('a reader that has had enough is no reason to complain', async () => {
  const { code, stdout, stderr } = await shell('$AUDITOR config schema | head -n 1');
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '{\n', stderr: '' });
});
