import { mkdtempSync, readFileSync } from 'node:fs';
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

/** Settings of the CDK for a run that nobody watches. */
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
 * @throws Error with the end of its output and of the emulator's log when it fails
 */
async function cdk(emulator: Emulator, args: readonly string[], cwd: string): Promise<Ran> {
  const all = [program, ...args, '--no-notices'];
  const ran = await run(process.execPath, all, { cwd, env: cdkEnvironment(emulator), timeoutMs: TIMEOUT_MS });
  if (ran.code === 0) return ran;
  const output = ran.output.slice(-4000);
  throw new Error(`cdk ${args.join(' ')} ended with ${ran.code}:\n${output}\n\nemulator:\n${emulator.logTail()}`);
}

/** Prepares account and region. The application is left out of it: its environment is no part of that. */
export function bootstrap(emulator: Emulator): Promise<Ran> {
  const { account, region, directory } = emulator;
  return cdk(emulator, ['bootstrap', `aws://${account}/${region}`], directory);
}

/** What is deployed: an application, synthesised for the last time. */
export interface Deployed {
  readonly outputs: Outputs;
  /** @returns what `cdk diff` says of the same templates: nothing was lost on the way */
  diff(): Promise<string>;
  destroy(): Promise<void>;
}

/** Deploys, or updates, the stacks of an application. What is done with them later does not synthesise them again. */
export async function deploy(emulator: Emulator, { cwd, context = {} }: CdkOptions): Promise<Deployed> {
  const directory = mkdtempSync(join(emulator.directory, 'cdk-'));
  const [assembly, file] = [join(directory, 'cdk.out'), join(directory, 'outputs.json')];
  const values = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const silently = ['--require-approval', 'never', '--outputs-file', file, '--output', assembly];
  await cdk(emulator, ['deploy', '--all', ...values, ...silently], cwd);
  return {
    outputs: JSON.parse(readFileSync(file, 'utf8')) as Outputs,
    diff: async () => (await cdk(emulator, ['diff', '--app', assembly], directory)).output,
    async destroy() {
      await cdk(emulator, ['destroy', '--all', '--force', '--app', assembly], directory);
    },
  };
}
