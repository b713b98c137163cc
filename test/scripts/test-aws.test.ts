import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeSandbox, type Sandbox } from './sandbox.ts';

/** Makes what `python3 -m venv DIRECTORY` makes: a Python that takes what pip is asked for. */
const venv = (pip: string) => `
  [ "$1" = -c ] && exit 0
  mkdir -p "$3/bin" && printf '#!/bin/sh\\necho pip "$@" >>${'${LOG}'}\\n${pip}\\n' >"$3/bin/python" && chmod +x "$3/bin/python"`;

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox();
  sandbox.addProgram('redis-server');
  sandbox.write('test/aws/emulator/requirements.txt', 'ministack==1.0.0\n');
  sandbox.write(
    'node_modules/jest/bin/jest.js',
    `const { writeFileSync } = require('node:fs');
    const file = process.argv.find((arg) => arg.startsWith('--outputFile=')).slice(13);
    writeFileSync(file, '{"numPassedTests":3,"numFailedTests":0,"numRuntimeErrorTestSuites":0}');
    console.log(JSON.stringify(process.argv.slice(4)), process.env.AWS_EMULATOR_PYTHON);`,
  );
});
afterEach(() => sandbox.remove());

const addPython = (pip = 'exit 0') =>
  sandbox.addProgram('python3', venv(pip).replace('${LOG}', join(sandbox.directory, 'log')));
const run = (args: readonly string[] = [], machine = {}) => sandbox.run('test-aws.mjs', args, machine).result;
const cache = () => join(sandbox.directory, 'home', '.cache', 'redis-cluster-auditor');

describe('npm run test:aws', () => {
  test('installs the emulator in the listed versions, outside the project, and runs its tests alone', async () => {
    addPython();
    const { code, stdout } = await run(['--verbose']);
    expect(code).toBe(0);
    expect(stdout).toContain('jest.aws.config.mjs","--verbose"] ');
    expect(stdout).toMatch(/aws-emulator-[0-9a-f]{12}\/bin\/python\n3 passed, 0 failed\n$/);
    expect(sandbox.log().find((call) => call.startsWith('pip'))).toMatch(
      /^pip -m pip install .*--no-deps .*-r \S+test\/aws\/emulator\/requirements\.txt$/,
    );
  });

  test('uses it again, until another version is listed', async () => {
    addPython();
    await run();
    await run();
    const installs = () => sandbox.log().filter((call) => call.startsWith('pip')).length;
    expect(installs()).toBe(1);
    sandbox.write('test/aws/emulator/requirements.txt', 'ministack==1.0.1\n');
    await run();
    expect(installs()).toBe(2);
    expect(readdirSync(cache())).toHaveLength(2);
  });

  test('leaves nothing half-installed behind', async () => {
    addPython('echo "no network" >&2; exit 1');
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toContain('no network\nredis-auditor: pip cannot install the emulator of AWS, see above\n');
    expect(readdirSync(cache())).toEqual([]);
  });

  test.each([
    ['no Python', undefined, 'python3 is not installed; install it with: brew install python'],
    ['a Python without venv', 'exit 1', 'python3-venv is not installed; install it with: brew install python'],
  ])('says what to install on a machine with %s', async (_, python, words) => {
    if (python !== undefined) sandbox.addProgram('python3', python);
    const { code, stderr } = await run([], { platform: 'darwin' });
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  test('asks apt-get for Python, and says how to do it by hand when that did not help', async () => {
    sandbox.addProgram('apt-get');
    const { code, stderr } = await run([], { platform: 'linux', uid: 0 });
    expect(sandbox.log()).toContain('apt-get -q install -y --no-install-recommends python3 python3-venv');
    expect(code).toBe(2);
    expect(stderr).toContain('sudo apt-get install --no-install-recommends python3 python3-venv');
  });
});
