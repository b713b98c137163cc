import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Emulator } from './emulator.ts';
import { type Ran, run } from './run.ts';

export interface CdkOptions {
  /** Where cdk.json lies. */
  readonly cwd: string;
  /** `-c NAME=VALUE` */
  readonly context?: Readonly<Record<string, string>>;
}

/** Outputs of the deployed stacks, by stack and name. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** 10 to 25 s are usual. */
const TIMEOUT_MS = 180_000;

const program = join(import.meta.dirname, '..', '..', '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** Settings of the CDK for a run that nobody watches; it writes its cloud assembly where other runs do not disturb it. */
export function cdkEnvironment(emulator: Emulator): Readonly<Record<string, string>> {
  return {
    ...emulator.env,
    CI: 'true',
    NO_COLOR: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: '1',
  };
}

/**
 * Runs the ordinary command line of the CDK against the emulator.
 *
 * @throws Error with its output and the end of the emulator's log when it fails
 */
export async function cdk(
  emulator: Emulator,
  args: readonly string[],
  { cwd, context = {} }: CdkOptions,
): Promise<Ran> {
  const assembly = mkdtempSync(join(emulator.directory, 'cdk-'));
  const values = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const all = [program, ...args, ...values, '--no-notices', '--output', join(assembly, 'cdk.out')];
  try {
    const ran = await run(process.execPath, all, { cwd, env: cdkEnvironment(emulator), timeoutMs: TIMEOUT_MS });
    if (ran.code === 0) return ran;
    const output = ran.output.slice(-4000);
    throw new Error(`cdk ${args.join(' ')} ended with ${ran.code}:\n${output}\n\nemulator:\n${emulator.logTail()}`);
  } finally {
    rmSync(assembly, { recursive: true, force: true });
  }
}

/** Prepares account and region. The application is left out of it: its environment is no part of that. */
export function bootstrap(emulator: Emulator): Promise<Ran> {
  const { account, region, directory } = emulator;
  return cdk(emulator, ['bootstrap', `aws://${account}/${region}`], { cwd: directory });
}

/** Deploys, or updates, the stacks of an application. */
export async function deploy(emulator: Emulator, options: CdkOptions, stacks = ['--all']): Promise<Outputs> {
  const directory = mkdtempSync(join(emulator.directory, 'outputs-'));
  const file = join(directory, 'outputs.json');
  await cdk(emulator, ['deploy', ...stacks, '--require-approval', 'never', '--outputs-file', file], options);
  return JSON.parse(readFileSync(file, 'utf8')) as Outputs;
}

export function destroy(emulator: Emulator, options: CdkOptions, stacks = ['--all']): Promise<Ran> {
  return cdk(emulator, ['destroy', ...stacks, '--force'], options);
}
