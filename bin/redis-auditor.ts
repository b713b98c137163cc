import { createInterface } from 'node:readline/promises';
import { execute } from '../lib/cli/program.ts';

const ended = new AbortController();

// The first Ctrl-C asks for an orderly end; a second one finds no listener and kills the process.
process.once('SIGINT', () => ended.abort());
process.once('SIGTERM', () => ended.abort());

// Whoever reads may stop early, as `| head` does: then there is nothing left to say, and no reason to complain.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    ended.abort();
  });
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question, { signal: ended.signal });
  } finally {
    lines.close();
  }
}

process.exitCode = await execute(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  stdoutIsTty: process.stdout.isTTY === true,
  stderrIsTty: process.stderr.isTTY === true,
  env: process.env,
  columns: process.stdout.columns,
  now: () => Date.now(),
  ...(process.stdin.isTTY === true && process.stderr.isTTY === true ? { ask } : {}),
  signal: ended.signal,
});
