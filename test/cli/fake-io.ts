import type { CliIo } from '../../lib/cli/io.ts';
import { execute } from '../../lib/cli/program.ts';

/** What one command line came to. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line as a shell would, without a process: words separated by spaces, or given one by one. */
export async function run(line: string | readonly string[], change: Partial<CliIo> = {}): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const io: CliIo = {
    stdout: (text) => {
      written.stdout += text;
    },
    stderr: (text) => {
      written.stderr += text;
    },
    stdoutIsTty: false,
    stderrIsTty: false,
    env: {},
    columns: undefined,
    now: () => Date.UTC(2026, 2, 1, 3),
    signal: new AbortController().signal,
    ...change,
  };
  const argv = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
  const code = await execute(argv, io);
  return { code, ...written };
}
