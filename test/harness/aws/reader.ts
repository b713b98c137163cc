import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { cdkEnvironment } from './cdk.ts';
import type { Emulator } from './emulator.ts';
import { run } from './run.ts';

/** Somebody who types what a page says, on a machine that knows the emulator instead of AWS. */
export interface Reader {
  /** Types one line, in the directory where the last `cd` led. @throws Error with its output when it fails */
  type(line: string): Promise<void>;
  /** The environment file that the page had them write. */
  environment(): EnvironmentFile;
}

export interface EnvironmentFile {
  readonly alerts: { readonly email: readonly string[] };
  readonly clusters: readonly Readonly<Record<string, unknown>>[];
}

const TIMEOUT_MS = 180_000;

const root = join(import.meta.dirname, '..', '..', '..');

/**
 * What is done otherwise than the page says, and why:
 * - `REPOSITORY` is this checkout as it lies here, changes that are not committed included;
 * - `npm ci` is not run: its packages are those of this checkout, linked;
 * - `aws` is a small stand-in, as its real one is no package of npm;
 * - the CDK does not wait for a "yes" that nobody types;
 * - values that only the reader knows are put into their new environment file: account, region, nodes and login.
 */
export function openReader(emulator: Emulator, seeds: readonly string[]): Reader {
  const home = join(emulator.directory, 'reader');
  mkdirSync(home);
  const programs = standIns(home);
  const repository = copyOfCheckout(emulator);
  const env = { ...cdkEnvironment(emulator), HOME: home, PATH: [programs, emulator.env['PATH']].join(delimiter) };
  let cwd = home;
  const files = () => environmentFiles(join(cwd, 'environments'));
  return {
    async type(line) {
      const before = files();
      const moved = /^cd (\S+)$/.exec(line)?.[1];
      if (moved !== undefined) {
        cwd = join(cwd, moved);
        if (!existsSync(join(cwd, 'node_modules'))) symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'));
        return;
      }
      const ran = await run('bash', ['--norc', '-c', real(line, repository)], { cwd, env, timeoutMs: TIMEOUT_MS });
      if (ran.code !== 0) throw new Error(`${line} ends with ${ran.code}:\n${ran.output}\n\n${emulator.logTail()}`);
      for (const file of files()) if (!before.includes(file)) fillIn(file, emulator, seeds);
    },
    environment() {
      const [file = ''] = files();
      return parse(readFileSync(file, 'utf8')) as EnvironmentFile;
    },
  };
}

function real(line: string, repository: string): string {
  return line
    .replaceAll('REPOSITORY', repository)
    .replaceAll('PASSWORD', 'audits')
    .replace(/^(npx cdk deploy)\b/, '$1 --require-approval never')
    .replace(/^(npx cdk destroy)\b/, '$1 --force');
}

/** Of the project's own, `example.yaml` is none that is deployed. */
function environmentFiles(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory).filter((name) => name.endsWith('.yaml') && name !== 'example.yaml');
  return names.map((name) => join(directory, name));
}

/** The example describes a cluster of nobody: one cluster stays, with nodes that are there. */
function fillIn(file: string, { account, region }: Emulator, seeds: readonly string[]): void {
  const environment = parse(readFileSync(file, 'utf8')) as EnvironmentFile;
  const { tls: _, natMap: __, ...cluster } = environment.clusters[0] ?? {};
  const own = { ...cluster, seeds, username: 'auditor' };
  writeFileSync(file, stringify({ ...environment, account, region, clusters: [own] }));
}

function copyOfCheckout({ directory }: Emulator): string {
  const copy = join(directory, 'repository');
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: copy, stdio: 'pipe' });
  for (const name of ownFiles()) {
    mkdirSync(dirname(join(copy, name)), { recursive: true });
    cpSync(join(root, name), join(copy, name));
  }
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message', 'As it lies here');
  return copy;
}

/** What git knows, or would if it was told. */
function ownFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const isFile = (name: string) => statSync(join(root, name), { throwIfNoEntry: false })?.isFile() ?? false;
  return listed
    .toString()
    .split('\0')
    .filter((name) => name !== '' && isFile(name));
}

function standIns(home: string): string {
  const programs = join(home, 'programs');
  mkdirSync(programs);
  const add = (name: string, script: string) =>
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  add('aws', `exec node '${join(import.meta.dirname, 'aws-command.ts')}' "$@"`);
  add('npm', `[ "$1" = ci ] && exit 0\nPATH="$(echo "$PATH" | cut -d: -f2-)" exec npm "$@"`);
  return programs;
}
