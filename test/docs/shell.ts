import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findServerOnPath } from '../../lib/demo/find-server.ts';
import { root } from './pages.ts';

/** What a line came to. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Presses Ctrl-C once its output has this. */
type Until = RegExp | undefined;

/** Types lines as a reader would. */
export interface Shell {
  readonly run: (line: string, until?: Until) => Promise<Ran>;
}

/** Longer than any command that a page shows. */
const LIMIT_MS = 60_000;

/**
 * A shell in a directory of its own. The programs that the pages name are there under their names, and lead to this
 * project: `npx redis-auditor` and `npm start` begin like the real ones, without npm's own seconds.
 */
export async function openShell(directory: string): Promise<Shell> {
  const programs = join(directory, '.programs');
  mkdirSync(programs);
  const add = (name: string, script: string): void => {
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(programs, name), 0o755);
  };
  const script = (name: string): string => `exec '${process.execPath}' '${join(root, 'scripts', name)}' "$@"`;
  add('npx', `[ "$1" = redis-auditor ] || exit 64\nshift\n${script('run.mjs')}`);
  add('npm', `[ "$1" = start ] || exit 64\nshift\n[ "$1" != -- ] || shift\n${script('start.mjs')}`);
  add('redis-auditor', script('run.mjs'));
  add('redis-cli', `exec '${(await findServerOnPath())?.replace(/-server$/, '-cli')}' "$@"`);
  const env = { PATH: [programs, process.env.PATH].join(delimiter), HOME: directory };
  return { run: (line, until) => type(line, directory, env, until) };
}

async function type(line: string, cwd: string, env: NodeJS.ProcessEnv, until: Until): Promise<Ran> {
  // A process group of its own takes the signal as a whole, as it would at a terminal.
  const child = spawn('bash', ['--norc', '-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const said = { stdout: '', stderr: '' };
  const end = (signal: NodeJS.Signals): void => {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  };
  const timer = setTimeout(() => end('SIGKILL'), LIMIT_MS);
  let interrupted = false;
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (data: Buffer) => {
      said[stream] += data.toString();
      if (until === undefined || interrupted || !until.test(said[stream])) return;
      interrupted = true;
      end('SIGINT');
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  return { code, ...said };
}
