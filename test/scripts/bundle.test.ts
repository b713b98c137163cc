import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundleFunctions } from '../../scripts/bundle.mjs';

const from = join(import.meta.dirname, 'functions');
const names = ['greeting'];

let directory = '';
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'bundle-'));
  await bundleFunctions(directory, { names, from });
  await bundleFunctions(directory, { names, from, traced: true });
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Calls a bundled function as Lambda does, in a process that has nothing of this project. */
async function call(name: string, env: Readonly<Record<string, string>> = {}) {
  const script = `require(process.argv[1]).handler({ cluster: 'shop' }, { functionName: 'greet' })`;
  const args = ['-e', script, join(directory, name, 'index.js')];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: directory, env });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

const read = (...path: readonly string[]) => readFileSync(join(directory, ...path), 'utf8');

describe('a bundled function', () => {
  test('is one file, with what people look into beside it and not in it', () => {
    expect(readdirSync(directory).sort()).toEqual(['greeting', 'greeting-traced', 'maps', 'meta']);
    expect(readdirSync(join(directory, 'greeting'))).toEqual(['index.js']);
    expect(JSON.parse(read('maps', 'greeting.js.map'))).toMatchObject({ version: 3 });
    expect(JSON.parse(read('meta', 'greeting.json'))).toMatchObject({ outputs: expect.anything() });
    expect(read('greeting', 'index.js')).not.toContain('sourceMappingURL');
  });

  test('works where there are no packages, and knows its own folder', async () => {
    expect(await call('greeting')).toEqual([
      expect.objectContaining({ message: 'hello', cluster: 'shop', directory: join(directory, 'greeting') }),
      expect.objectContaining({ Greetings: 1, cluster: 'shop' }),
    ]);
  });

  test('is the same wherever it is made, so that nothing is deployed that did not change', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'bundle-'));
    await bundleFunctions(elsewhere, { names, from });
    expect(readFileSync(join(elsewhere, 'greeting', 'index.js'), 'utf8')).toBe(read('greeting', 'index.js'));
    rmSync(elsewhere, { recursive: true });
  });

  test('is shipped without what lay there before', async () => {
    writeFileSync(join(directory, 'greeting', 'old.js'), '');
    mkdirSync(join(directory, 'greeting', 'old'));
    await bundleFunctions(directory, { names, from });
    expect(readdirSync(join(directory, 'greeting'))).toEqual(['index.js']);
  });

  test.each([
    ['that is not there', 'nobody', /nobody/],
    ['in which something would not work', 'asking', /import.meta/],
  ])('%s is an error, and nothing is left for a deployment', async (_, name, words) => {
    await expect(bundleFunctions(directory, { names: [name], from })).rejects.toThrow(words);
    expect(existsSync(join(directory, name))).toBe(false);
  });
});

describe('X-Ray', () => {
  /** What a daemon hears of one call. */
  async function heard(name: string): Promise<string> {
    const daemon = createSocket('udp4').bind(0, '127.0.0.1');
    await once(daemon, 'listening');
    let text = '';
    daemon.on('message', (message) => {
      text += message;
    });
    const { port } = daemon.address() as AddressInfo;
    await call(name, {
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${port}`,
      _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1',
      _HANDLER: 'index.handler',
      LAMBDA_TASK_ROOT: directory,
      AWS_LAMBDA_FUNCTION_NAME: 'greet',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    });
    // Whatever was sent before this is here before this.
    daemon.send('end', port, '127.0.0.1');
    while (!text.endsWith('end')) await once(daemon, 'message');
    daemon.close();
    await once(daemon, 'close');
    return text.replace(/end$/, '');
  }

  test('hears of a function that is made for it', async () => {
    expect(await heard('greeting-traced')).toMatch(/"name":"## index.handler"/);
  });

  test('is not even in one that is not', async () => {
    expect(await heard('greeting')).toBe('');
    const packages = (name: string) => read('meta', `${name}.json`);
    expect(packages('greeting')).not.toMatch(/xray|tracer/);
    expect(packages('greeting-traced')).toMatch(/node_modules\/aws-xray-sdk-core/);
  });
});
