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

process.exitCode = await execute(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  stdoutIsTty: process.stdout.isTTY === true,
  stderrIsTty: process.stderr.isTTY === true,
  env: process.env,
  columns: process.stdout.columns,
  now: () => Date.now(),
  signal: ended.signal,
});
