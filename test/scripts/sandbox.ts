import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

/** A copy of the scripts in a project and on a machine of our own making. */
export interface Sandbox {
  readonly directory: string;
  /** Puts a file into the project. */
  write(file: string, content: string): void;
  /** Puts a shell script on the PATH; its arguments go to the log. */
  addProgram(name: string, script?: string): void;
  removeProgram(name: string): void;
  /** Lets an installed package bring a Node along. */
  addPackagedNode(): void;
  run(script: string, args?: readonly string[], machine?: Machine): Run;
  /** What the programs on the PATH were called with, one call a line. */
  log(): readonly string[];
  remove(): void;
}

/** What the script takes the machine for. */
export interface Machine {
  readonly node?: string;
  readonly platform?: string;
  readonly uid?: number;
}

/** One run of a script. */
export interface Run {
  readonly signal: (name: NodeJS.Signals) => void;
  /** Resolves with the first line on standard output. */
  readonly firstLine: Promise<string>;
  readonly result: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** What every package.json has installed here: one package, one for development, one for another machine. */
export const lock = (version: string) => ({
  packages: {
    '': { version: '0.1.0' },
    'node_modules/used': { version },
    'node_modules/tool': { version: '2.0.0', dev: true },
    'node_modules/elsewhere': { version: '3.0.0', optional: true },
  },
});

/** A product that says how it was called. */
const product = 'console.log(JSON.stringify(process.argv.slice(2)));\n';

export function makeSandbox(): Sandbox {
  const directory = mkdtempSync(join(tmpdir(), 'setup-'));
  const programs = join(directory, 'programs');
  const log = join(directory, 'log');
  const write = (file: string, content: string) => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), content);
  };
  const addProgram = (name: string, script = '') => {
    write(`programs/${name}`, `#!/bin/sh\necho ${name} "$@" >>${log}\n${script}\n`);
    chmodSync(join(programs, name), 0o755);
  };
  cpSync(join(import.meta.dirname, '..', '..', 'scripts'), join(directory, 'scripts'), { recursive: true });
  write('log', '');
  write('package-lock.json', JSON.stringify(lock('1.0.0')));
  write('bin/redis-auditor.ts', product);
  // The few programs of the system that the scripts need, and no other.
  mkdirSync(programs);
  for (const name of ['sh', 'rm', 'chmod', 'cat', 'mkdir', 'touch', 'cp'])
    symlinkSync(join('/bin', name), join(programs, name));
  addProgram(
    'npm',
    `mkdir -p node_modules && cp package-lock.json node_modules/.package-lock.json && echo "npm is busy"`,
  );

  return {
    directory,
    write,
    addProgram,
    removeProgram: (name) => rmSync(join(programs, name)),
    addPackagedNode() {
      mkdirSync(join(directory, 'node_modules', '.bin'), { recursive: true });
      symlinkSync(process.execPath, join(directory, 'node_modules', '.bin', 'node'));
    },
    run: (script, args = [], machine = {}) => start(join(directory, 'scripts', script), args, machine, directory),
    log: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    remove: () => rmSync(directory, { recursive: true }),
  };
}

function start(script: string, args: readonly string[], machine: Machine, directory: string): Run {
  const disguise = `data:text/javascript,${encodeURIComponent(disguiseAs(machine))}`;
  const child = spawn(process.execPath, ['--import', disguise, script, ...args], {
    cwd: directory,
    env: {
      PATH: join(directory, 'programs'),
      HOME: join(directory, 'home'),
      POLICY_RC_D: join(directory, 'policy-rc.d'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const firstLine = new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => resolve(String(chunk))),
  );
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const result = Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return {
    signal: (name) => child.kill(name),
    firstLine,
    result: result.then(([code, stdout, stderr]) => ({ code, stdout, stderr })),
  };
}

function disguiseAs({ node, platform, uid }: Machine): string {
  const set = (name: string, value: string) => `Object.defineProperty(process, '${name}', { value: ${value} });`;
  return [
    node === undefined ? '' : set('version', `'${node}'`),
    platform === undefined ? '' : set('platform', `'${platform}'`),
    uid === undefined ? '' : set('getuid', `() => ${uid}`),
  ].join('');
}
