import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { bundleFunctions, refreshBundles } from '../../scripts/bundle.mjs';
import { awsEnvironment, callBare, documentsIn } from '../harness/bare-function.ts';
import { startFakeS3 } from '../harness/fake-s3.ts';

// A loaded machine takes its time.
jest.setTimeout(60_000);

const from = join(import.meta.dirname, 'functions');
const names = ['greeting'];

let directory = '';
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'bundle-'));
  await bundleFunctions(directory, { names, from });
  await bundleFunctions(directory, { names, from, traced: true });
});
afterAll(() => rmSync(directory, { recursive: true }));

const call = (name: string, env?: Readonly<Record<string, string>>) =>
  callBare(join(directory, name, 'index.js'), { cluster: 'shop' }, env);

const read = (...path: readonly string[]) => readFileSync(join(directory, ...path), 'utf8');

describe('a bundled function', () => {
  test('is one file, with what people look into beside it and not in it', () => {
    expect(readdirSync(directory).sort()).toEqual(['greeting', 'greeting-traced', 'maps', 'meta', 'package.json']);
    expect(readdirSync(join(directory, 'greeting'))).toEqual(['index.js']);
    expect(JSON.parse(read('maps', 'greeting.js.map'))).toMatchObject({ version: 3 });
    expect(JSON.parse(read('meta', 'greeting.json'))).toMatchObject({ outputs: expect.anything() });
    expect(read('greeting', 'index.js')).not.toContain('sourceMappingURL');
  });

  test('works where there are no packages, and knows its own folder', async () => {
    const { stdout, stderr } = await call('greeting');
    expect(documentsIn(stdout)).toEqual([
      expect.objectContaining({ message: 'hello', cluster: 'shop', directory: join(directory, 'greeting') }),
      expect.objectContaining({ Greetings: 1, cluster: 'prod/shop' }),
    ]);
    expect(stderr).toBe('');
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

describe('bundles that are there already', () => {
  const sources = join(import.meta.dirname, 'functions', 'fresh');
  const place = mkdtempSync(join(tmpdir(), 'bundle-'));
  const source = join(sources, 'fresh.ts');
  const part = join(sources, 'part.ts');
  const bundle = join(place, 'fresh', 'index.js');
  const made = async () =>
    (await refreshBundles(place, { names: ['fresh'], from: sources })).map(({ name }) => name).join();

  beforeAll(() => {
    mkdirSync(sources);
    writeFileSync(source, "export { handler } from './part.ts';\n");
    writeFileSync(part, "export const handler = () => 'one';\n");
  });
  afterAll(() => {
    for (const directory of [sources, place]) rmSync(directory, { recursive: true });
  });

  test.each<[string, () => void, string]>([
    ['are made where there are none', () => undefined, 'fresh'],
    ['stay while nothing has changed', () => undefined, ''],
    [
      'are made again after a change of what they import',
      () => writeFileSync(part, "export const handler = () => 'two';\n"),
      'fresh',
    ],
    ['are made again when somebody wrote into them', () => writeFileSync(bundle, 'broken'), 'fresh'],
    ['are made again when one is gone', () => rmSync(bundle), 'fresh'],
    ['stay then', () => undefined, ''],
  ])('%s', async (_, change, names) => {
    change();
    expect(await made()).toBe(names);
    expect(existsSync(bundle)).toBe(true);
  });

  test('say so when what they import is gone', async () => {
    rmSync(part);
    await expect(made()).rejects.toThrow(/part\.ts/);
  });
});

describe('a function with the SDK in it', () => {
  beforeAll(async () => {
    await bundleFunctions(directory, { names: ['storing'], from });
  });

  test('reads, writes and lists objects, although most of what S3 can do is left out', async () => {
    const s3 = await startFakeS3();
    const { stdout, stderr } = await store('storing', awsEnvironment({ S3: s3.endpoint }));
    await s3.close();
    expect(stderr).toBe('');
    expect(documentsIn(stdout)).toEqual([
      expect.objectContaining({ created: true, text: 'a < b & ü', missing: true, keys: ['facts/a.json'] }),
    ]);
    expect(read('storing', 'index.js')).not.toContain('GetBucketAnalyticsConfiguration');
  });

  test('has its credentials from its surroundings, and looks for them nowhere else', async () => {
    const { stderr, code } = await store('storing', {
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
    });
    expect(code).not.toBe(0);
    expect(stderr).toContain('cannot write s3://facts/facts/a.json');
    expect(read('meta', 'storing.json')).not.toMatch(/credential-provider-(?:ini|sso|login)|nested-clients/);
  });
});

function store(name: string, env: Readonly<Record<string, string>>) {
  return callBare(join(directory, name, 'index.js'), { bucket: 'facts', key: 'facts/a.json', text: 'a < b & ü' }, env);
}

describe('X-Ray', () => {
  /** What a daemon hears of one call. */
  async function heard(work: (env: Readonly<Record<string, string>>) => Promise<unknown>): Promise<string> {
    const daemon = createSocket('udp4').bind(0, '127.0.0.1');
    await once(daemon, 'listening');
    let text = '';
    daemon.on('message', (message) => {
      text += message;
    });
    const { port } = daemon.address() as AddressInfo;
    await work({
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
    expect(await heard((env) => call('greeting-traced', env))).toMatch(/"name":"## index.handler"/);
  });

  test('and of its calls to AWS', async () => {
    await bundleFunctions(directory, { names: ['storing'], from, traced: true });
    const s3 = await startFakeS3();
    const text = await heard((env) => store('storing-traced', { ...awsEnvironment({ S3: s3.endpoint }), ...env }));
    await s3.close();
    expect(text).toMatch(/"operation":"PutObject"/);
    expect(s3.objects.size).toBe(1);
  });

  test('is not even in one that is not', async () => {
    expect(await heard((env) => call('greeting', env))).toBe('');
    const packages = (name: string) => read('meta', `${name}.json`);
    expect(packages('greeting')).not.toMatch(/xray|tracer/);
    expect(packages('greeting-traced')).toMatch(/node_modules\/aws-xray-sdk-core/);
  });
});
