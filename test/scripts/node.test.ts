import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = makeSandbox();
});
afterEach(() => sandbox.remove());

describe('the Node that runs the product', () => {
  const old = { node: 'v20.20.2' };

  test('comes with the packages where the own one is too old', async () => {
    sandbox.addPackagedNode();
    expect(await sandbox.run('run.mjs', ['rules', 'list'], old).result).toMatchObject({
      code: 0,
      stdout: '["rules","list"]\n',
    });
  });

  test.each([
    ['linux', 'nvm install 24'],
    ['darwin', 'brew install node@24'],
  ])('on %s the advice where there is none names %s', async (platform, advice) => {
    const { code, stderr } = await sandbox.run('run.mjs', [], { ...old, platform }).result;
    expect(code).toBe(2);
    expect(stderr).toContain('redis-auditor: Node 24 is needed, this is v20.20.2: install it');
    expect(stderr).toContain(advice);
  });

  test.each([
    ['this one', {}],
    ['a packaged one', old],
  ])('%s hands over the exit code', async (_, machine) => {
    sandbox.addPackagedNode();
    sandbox.write('bin/redis-auditor.ts', 'process.exitCode = 7;');
    expect(await sandbox.run('run.mjs', [], machine).result).toMatchObject({ code: 7 });
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s reaches the product', async (signal) => {
    sandbox.addPackagedNode();
    const body = `process.on('${signal}', () => process.exit(3)); setInterval(() => {}, 1000); console.log('ready');`;
    sandbox.write('bin/redis-auditor.ts', body);
    const run = sandbox.run('run.mjs', [], old);
    await run.firstLine;
    run.signal(signal);
    expect(await run.result).toMatchObject({ code: 3 });
  });

  test('a product that a signal ended has the code a shell would give', async () => {
    sandbox.addPackagedNode();
    sandbox.write('bin/redis-auditor.ts', "process.kill(process.pid, 'SIGKILL');");
    expect(await sandbox.run('run.mjs', [], old).result).toMatchObject({ code: 137 });
  });
});

describe('The app of the CDK', () => {
  test('runs by the Node that comes with the packages, whichever Node the CDK found', async () => {
    sandbox.addPackagedNode();
    sandbox.write('bin/app.ts', 'process.exitCode = 2; console.log(process.version);');
    expect(await sandbox.run('app.mjs', [], { node: 'v20.20.2' }).result).toMatchObject({
      code: 2,
      stdout: `${process.version}\n`,
    });
  });

  test('says what to install where there is none', async () => {
    const { code, stderr } = await sandbox.run('app.mjs', [], { node: 'v20.20.2', platform: 'linux' }).result;
    expect([code, stderr]).toEqual([2, expect.stringContaining('Node 24 is needed, this is v20.20.2: install it')]);
  });
});
