import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a program came to. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  /** Both streams, in the order in which they came. */
  readonly output: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly cwd: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Runs a program in a process group of its own, which is killed as a whole when it takes too long. */
export async function run(program: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { cwd, env, timeoutMs } = options;
  const began = performance.now();
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let [stdout, output] = ['', ''];
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
    output += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    output += data.toString();
  });
  const timer = setTimeout(() => {
    output += `\nkilled after ${timeoutMs} ms`;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, timeoutMs);
  const [code] = (await once(child, 'close').finally(() => clearTimeout(timer))) as [number | null];
  return { code, stdout, output, seconds: (performance.now() - began) / 1000 };
}
