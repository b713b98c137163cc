import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** What a call of a bundled function came to. */
export interface BareCall {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/**
 * Calls a bundled function as Lambda does: in a process of its own, which has Node and the file, and nothing of this
 * project, neither packages nor environment.
 */
export async function callBare(
  file: string,
  event: unknown,
  env: Readonly<Record<string, string>> = {},
): Promise<BareCall> {
  const script =
    'require(process.argv[1]).handler(JSON.parse(process.argv[2]), { functionName: "one", getRemainingTimeInMillis: () => 20000 })';
  const args = ['-e', script, file, JSON.stringify(event)];
  return promisify(execFile)(process.execPath, args, { cwd: dirname(file), env }).then(
    ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
    ({ stdout, stderr, code }: BareCall) => ({ stdout, stderr, code }),
  );
}

/** Documents that were printed one a line. */
export function documentsIn(text: string): readonly Readonly<Record<string, unknown>>[] {
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

/** Surroundings of a function that reach AWS at this address. */
export function awsEnvironment(services: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'ASIATEST',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SESSION_TOKEN: 'of-the-role',
    ...Object.fromEntries(Object.entries(services).map(([name, url]) => [`AWS_ENDPOINT_URL_${name}`, url])),
  };
}
