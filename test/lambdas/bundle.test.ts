import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundleFunctions, functionNames } from '../../scripts/bundle.mjs';

/** For each function; what a zip adds to the compressed file itself is a few hundred bytes. */
const MOST_BYTES = 260_000;
const ZIP_OVERHEAD = 300;

let directory = '';
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'auditor-bundles-'));
  await bundleFunctions(directory);
}, 60_000);
afterAll(() => rmSync(directory, { recursive: true }));

const bundles = functionNames.flatMap((name) => [name, `${name}-traced`]);
const codeOf = (bundle: string): string => readFileSync(join(directory, bundle, 'index.js'), 'utf8');

/** Files that went into a bundle. */
function partsOf(bundle: string): readonly string[] {
  const { outputs } = JSON.parse(readFileSync(join(directory, 'meta', `${bundle}.json`), 'utf8')) as {
    readonly outputs: Readonly<
      Record<string, { readonly inputs: Readonly<Record<string, { bytesInOutput: number }>> }>
    >;
  };
  const [output] = Object.values(outputs);
  return Object.entries(output?.inputs ?? {}).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
}

describe.each(bundles)('the bundle of %s', (bundle) => {
  test('stays small', () => {
    const zipped = deflateRawSync(codeOf(bundle), { level: 9 }).length + ZIP_OVERHEAD;
    expect(zipped).toBeLessThanOrEqual(MOST_BYTES);
  });

  test('is one file: nothing beside it is deployed', () => {
    expect(readdirSync(join(directory, bundle))).toEqual(['index.js']);
  });

  test('asks for nothing but what Node itself brings along', () => {
    const asked = [...codeOf(bundle).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name);
    const builtin = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);
    // The SDK would take it, if it were there, to sign for buckets in several regions.
    const optional = '@aws-sdk/signature-v4-crt';
    expect(asked.filter((name) => !builtin.has(name) && name !== optional)).toEqual([]);
  });

  test('has nothing of the stack, the command line, or a package that only those need', () => {
    const foreign =
      /^(?:lib\/(?:cdk|cli|demo|report)\/|node_modules\/(?:aws-cdk-lib|constructs|commander|yaml|croner)\/)/;
    expect(partsOf(bundle).filter((file) => foreign.test(file))).toEqual([]);
  });

  test('has the tracer only if it is asked for', () => {
    const tracer = partsOf(bundle).some((file) => file.includes('/aws-xray-sdk-core/'));
    expect(tracer).toBe(bundle.endsWith('-traced'));
  });

  test('is what Lambda loads: it has a handler, and says nothing', () => {
    const script = `console.log(typeof require(${JSON.stringify(join(directory, bundle, 'index.js'))}).handler)`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { env: {}, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['function\n', '']);
  });
});

test('maps stay beside the bundles', () => {
  expect(readdirSync(join(directory, 'maps')).sort()).toEqual(bundles.map((bundle) => `${bundle}.js.map`).sort());
});
