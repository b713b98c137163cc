import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/**
 * Runs a script of Node on a processor core that it shares with processes that never rest.
 *
 * @returns what it printed
 */
export async function runOnBusyCore(script: string, args: readonly string[], rivals: number): Promise<string> {
  const core = lastAllowedCore();
  const loops = Array.from({ length: rivals }, () =>
    spawn('taskset', ['-c', core, 'sh', '-c', 'while :; do :; done'], { stdio: 'ignore' }),
  );
  try {
    const command = ['-c', core, process.execPath, script, ...args];
    const { stdout } = await promisify(execFile)('taskset', command, { maxBuffer: 2 ** 26 });
    return stdout;
  } finally {
    for (const loop of loops) loop.kill('SIGKILL');
  }
}

/** Of `0-3,8` it is 8. */
function lastAllowedCore(): string {
  const allowed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return allowed?.split(/[-,]/).at(-1) ?? '0';
}
