import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The one account that is there, and its region. */
export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
/** Of the account's root, which ministack takes for whoever names the account as access key. */
export const SECRET_KEY = 'test';

const root = join(import.meta.dirname, '..', '..', '..');

/** @throws Error without the script that installs it */
export function python(): string {
  const path = process.env['AWS_EMULATOR_PYTHON'];
  if (path === undefined) throw new Error('AWS_EMULATOR_PYTHON is not set: run these tests by npm run test:aws');
  return path;
}

/** Nothing of our own environment: functions would see it, and on AWS they do not. */
export function serverEnvironment(port: number, directory: string): Record<string, string> {
  const outbox = join(directory, 'outbox');
  mkdirSync(outbox);
  return {
    PATH: searchPath(),
    HOME: directory,
    TMPDIR: directory,
    NODE_PATH: runtimeModules(directory),
    PYTHONUNBUFFERED: '1',
    PYTHONUTF8: '1',
    PYTHONPYCACHEPREFIX: compiledBeside(python()),
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    MINISTACK_REGION: REGION,
    AUTH: 'true',
    LAMBDA_EXECUTOR: 'local',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    EMULATOR_OUTBOX: outbox,
  };
}

/** Where Python keeps what it has compiled: with the packages that the emulator is made of, not in the project. */
export function compiledBeside(python: string): string {
  return join(dirname(dirname(python)), 'compiled');
}

/**
 * The client libraries that the runtime of AWS brings along, for functions that the CDK adds to a stack. There it is
 * all of them, here those of this project.
 */
function runtimeModules(directory: string): string {
  const modules = join(directory, 'runtime-modules');
  mkdirSync(modules);
  symlinkSync(join(root, 'node_modules', '@aws-sdk'), join(modules, '@aws-sdk'));
  return modules;
}

/** For whoever uses the emulator as if it were AWS. */
export function clientEnvironment(endpoint: string, directory: string): Record<string, string> {
  return {
    PATH: searchPath(),
    HOME: directory,
    TMPDIR: directory,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: SECRET_KEY,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Functions are run by the `node` that is found first. */
function searchPath(): string {
  return `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`;
}
