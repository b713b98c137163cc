import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { lock, makeSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox();
});
afterEach(() => sandbox.remove());

const npmCalls = () => sandbox.log().filter((call) => call.startsWith('npm'));

describe('packages', () => {
  test('are installed on a bare clone, and that is told on standard error only', async () => {
    const { code, stdout, stderr } = await sandbox.run('start.mjs', ['audit']).result;
    expect({ code, stdout }).toEqual({ code: 0, stdout: '["audit"]\n' });
    expect(npmCalls()).toEqual(['npm ci --no-audit --no-fund --loglevel=error']);
    expect(stderr).toBe('redis-auditor: installing packages (npm ci)\nnpm is busy\n');
  });

  test('are left alone the second time, without a word', async () => {
    await sandbox.run('start.mjs', ['audit']).result;
    const { stderr } = await sandbox.run('start.mjs', ['audit']).result;
    expect(stderr).toBe('');
    expect(npmCalls()).toHaveLength(1);
  });

  test('are installed again when the lock file asks for another version', async () => {
    await sandbox.run('start.mjs', ['audit']).result;
    sandbox.write('package-lock.json', JSON.stringify(lock('1.0.1')));
    await sandbox.run('start.mjs', ['audit']).result;
    expect(npmCalls()).toHaveLength(2);
  });

  test.each([
    [
      'for another machine',
      { 'node_modules/used': { version: '1.0.0' }, 'node_modules/tool': { version: '2.0.0' } },
      0,
    ],
    ['for development does not matter to a start', { 'node_modules/used': { version: '1.0.0' } }, 0],
    ['that the product needs is installed', { 'node_modules/tool': { version: '2.0.0' } }, 1],
  ])('a missing one %s', async (_, packages, installs) => {
    sandbox.write('node_modules/.package-lock.json', JSON.stringify({ packages }));
    await sandbox.run('start.mjs', ['audit']).result;
    expect(npmCalls()).toHaveLength(installs);
  });

  test('that cannot be installed end the run with code 2', async () => {
    sandbox.addProgram('npm', 'echo "no network" >&2; exit 1');
    const { code, stdout, stderr } = await sandbox.run('start.mjs', ['audit']).result;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('no network\nredis-auditor: npm ci failed, see above\n');
  });
});

describe('the server for the demonstration', () => {
  const start = (args: readonly string[] = [], machine = {}) => sandbox.run('start.mjs', args, machine).result;

  test.each(['redis-server', 'valkey-server'])('%s on the PATH will do', async (name) => {
    sandbox.addProgram(name);
    expect(await start()).toMatchObject({ code: 0, stdout: '["demo"]\n' });
  });

  test('is not asked for by somebody who audits a cluster of their own', async () => {
    expect(await start(['audit', 'redis://one:6379'])).toMatchObject({
      code: 0,
      stdout: '["audit","redis://one:6379"]\n',
    });
  });

  test('is asked for by an explicit demo with options', async () => {
    expect(await start(['demo', '--keep'], { platform: 'darwin' })).toMatchObject({ code: 2 });
  });

  test('is installed by root', async () => {
    sandbox.addProgram(
      'apt-get',
      `[ "$2" = update ] || touch ${sandbox.directory}/programs/redis-server && chmod +x ${sandbox.directory}/programs/redis-server`,
    );
    const { code, stdout, stderr } = await start([], { platform: 'linux', uid: 0 });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '["demo"]\n' });
    expect(stderr).toContain('redis-auditor: installing redis-server and redis-tools (apt-get)\n');
    expect(sandbox.log().slice(1)).toEqual([
      'apt-get -q update',
      'apt-get -q install -y --no-install-recommends redis-server redis-tools',
    ]);
  });

  test('is installed by somebody whose sudo asks for no password', async () => {
    sandbox.addProgram(
      'apt-get',
      `touch ${sandbox.directory}/programs/redis-server && chmod +x ${sandbox.directory}/programs/redis-server`,
    );
    sandbox.addProgram('sudo', 'shift; [ "$1" = true ] || exec "$@"');
    sandbox.addProgram('true');
    expect(await start([], { platform: 'linux', uid: 1000 })).toMatchObject({ code: 0 });
    expect(sandbox.log()).toContain('sudo -n true');
  });

  const byHand = 'install it with: sudo apt-get install --no-install-recommends redis-server redis-tools';
  test.each([
    ['on a Mac', { platform: 'darwin' }, [], 'install it with: brew install redis'],
    ['without apt-get', { platform: 'linux' }, [], "install it with this system's package manager"],
    ['without sudo', { platform: 'linux', uid: 1000 }, ['apt-get'], byHand],
    ['with a sudo that wants a password', { platform: 'linux', uid: 1000 }, ['apt-get', 'sudo'], byHand],
    ['with an apt-get that fails', { platform: 'linux', uid: 0 }, ['apt-get'], byHand],
  ])('%s it says what to do and ends with code 2', async (_, machine, programs, advice) => {
    for (const name of programs) sandbox.addProgram(name, 'exit 1');
    const { code, stdout, stderr } = await start([], machine);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`redis-auditor: redis-server or valkey-server is not installed; ${advice}\n`);
  });
});

describe('installing packages', () => {
  const policy = () => join(sandbox.directory, 'policy-rc.d');
  const readPolicy = () => `cat ${policy()} >>${sandbox.directory}/log`;
  const install = () => sandbox.run('start.mjs', [], { platform: 'linux', uid: 0 }).result;

  test('forbids services to start while it runs, and only then', async () => {
    sandbox.addProgram('apt-get', readPolicy());
    await install();
    expect(sandbox.log().filter((line) => line === 'exit 101')).toHaveLength(2);
    expect(existsSync(policy())).toBe(false);
  });

  test("leaves the machine's own policy in place", async () => {
    sandbox.write('policy-rc.d', 'exit 0\n');
    sandbox.addProgram('apt-get', readPolicy());
    await install();
    expect(sandbox.log()).toContain('exit 0');
    expect(existsSync(policy())).toBe(true);
  });

  test('keeps the service from starting with the machine', async () => {
    sandbox.addProgram('apt-get');
    sandbox.addProgram('systemctl');
    await install();
    expect(sandbox.log().filter((call) => call.startsWith('systemctl'))).toEqual(['systemctl disable redis-server']);
  });
});
