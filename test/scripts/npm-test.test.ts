import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox();
});
afterEach(() => sandbox.remove());

describe('npm test', () => {
  const jest = (numbers: object | null, code: number) => {
    const result = numbers === null ? '' : `writeFileSync(file, '${JSON.stringify(numbers)}');`;
    sandbox.write(
      'node_modules/jest/bin/jest.js',
      `const { writeFileSync } = require('node:fs');
      const file = process.argv.find((arg) => arg.startsWith('--outputFile=')).slice(13);
      ${result}
      console.log(JSON.stringify(process.argv.slice(4)), process.env.NODE_OPTIONS);
      process.exit(${code});`,
    );
  };
  const numbers = { numPassedTests: 5, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
  beforeEach(() => {
    for (const name of ['redis-server', 'openssl', 'chromium']) sandbox.addProgram(name);
  });

  test.each([
    ['all passed', numbers, 0, '5 passed, 0 failed'],
    ['one failed', { ...numbers, numFailedTests: 1 }, 1, '5 passed, 1 failed'],
    [
      'a file that cannot be run counts as a failure',
      { ...numbers, numRuntimeErrorTestSuites: 2 },
      1,
      '5 passed, 2 failed',
    ],
    ['a run without a result', null, 1, '0 passed, 1 failed'],
  ])('%s', async (_, numbersOfJest, code, line) => {
    jest(numbersOfJest, code);
    const { stdout, code: ended } = await sandbox.run('test.mjs').result;
    expect(ended).toBe(code);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(line);
  });

  test('installs the tools of development and hands its arguments over', async () => {
    jest(numbers, 0);
    const { stdout } = await sandbox.run('test.mjs', ['test/core', '--verbose']).result;
    expect(sandbox.log()).toEqual(['npm ci --no-audit --no-fund --loglevel=error --include=dev']);
    expect(stdout).toContain('["test/core","--verbose"] --experimental-vm-modules');
  });

  test('asks for openssl, for the certificates of its clusters', async () => {
    jest(numbers, 0);
    sandbox.removeProgram('openssl');
    const { code, stderr } = await sandbox.run('test.mjs', [], { platform: 'darwin' }).result;
    expect(code).toBe(2);
    expect(stderr).toContain('redis-auditor: openssl is not installed; install it with: brew install openssl\n');
  });
});
