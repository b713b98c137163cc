import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import type { FunctionName } from '../../lib/cdk/grants.ts';
import { synthesise } from '../../lib/cdk/synthesise.ts';
import { functionNames } from '../../scripts/bundle.mjs';
import { ruleText } from '../harness/rule-folder.ts';
import { copying, everything, root, saving } from './declared.ts';
import './parts/example.ts';

// A busy machine takes long to load the CDK.
jest.setTimeout(60_000);

const project = mkdtempSync(join(tmpdir(), 'cdk-app-'));
const out = join(project, 'cdk.out');
const bundles = join(project, 'dist');
const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };

const good = `
alerts:
  email: [oncall@example.com]
watchdog:
  email: [platform@example.com]
clusters:
  - id: shop
    seeds: [10.0.0.1:6379]
`;
const bad = `
alerts: {}
watchdog: {}
clusters:
  - id: shop
    seeds: []
    sceret: x
`;

beforeEach(() => {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(join(project, 'environments'), { recursive: true });
  writeFileSync(join(project, 'environments', 'prod.yaml'), good);
  writeFileSync(join(project, 'environments', 'bad.yaml'), bad);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** The app as the CDK runs it, in this process; by the rules for templates that the CDK brings along, if that is wished. */
async function run(
  chosen: Readonly<Record<string, unknown>>,
  { validated = false, broken }: { readonly validated?: boolean; readonly broken?: FunctionName } = {},
): Promise<{ readonly code: number; readonly said: string; readonly bundled: readonly string[] }> {
  process.env.CDK_OUTDIR = out;
  process.env.CDK_VALIDATION = String(validated);
  process.env.CDK_CONTEXT_JSON = JSON.stringify({ ...context, 'redis-auditor:bundles': bundles, ...chosen });
  let said = '';
  const bundled: string[] = [];
  const code = await synthesise({
    root: project,
    now: Date.now(),
    stderr: (text) => {
      said += text;
    },
    bundle: async (names, tracing) => {
      if (broken !== undefined && names.includes(broken))
        throw new Error('lambdas/digest.ts: what it imports is not there');
      for (const name of names.map((each) => (tracing ? `${each}-traced` : each))) {
        bundled.push(name);
        mkdirSync(join(bundles, name), { recursive: true });
        writeFileSync(join(bundles, name, 'index.js'), `// ${name}\n`);
      }
    },
  });
  return { code, said, bundled };
}

const [saved, copied] = [saving.clusters[0], copying.clusters[0]];
const both = { ...saved, backup: { ...saved?.backup, ...copied?.backup } };

/** The CDK makes the directory as soon as it runs. */
function written(): readonly string[] {
  return existsSync(out) ? readdirSync(out) : [];
}

describe('The app', () => {
  test('makes an environment a valid stack of its name, and says what it will cost', async () => {
    writeFileSync(join(project, 'environments', 'prod.yaml'), stringify(everything));
    const { code, said } = await run({ env: 'prod' }, { validated: true });
    expect(code).toBe(0);
    expect(said).toMatch(/^Estimated bill: \$\d+\.\d\d a month/);
    expect(readdirSync(out)).toContain('RedisAuditor-prod.template.json');
    const report = readFileSync(join(out, 'validation-report.json'), 'utf8');
    expect(JSON.parse(report)).toMatchObject({ pluginReports: [] });
  });

  test.each([
    ['no environment is named', {}, 'no environment was named'],
    ['an unknown one is', { env: 'pord' }, 'there is no environment pord'],
    ['one is named by a path', { env: '../environments/prod' }, 'there is no environment ../environments/prod'],
  ])('says which there are when %s', async (_, chosen, message) => {
    expect(await run(chosen)).toEqual({
      code: 2,
      bundled: [],
      said: `redis-auditor: ${message}\nIn environments there are: bad, prod; say which one: -c env=NAME\n`,
    });
    expect(written()).toEqual([]);
  });

  test.each([
    ['all of them', { ...everything, ...saving, clusters: [both], tracing: false }, functionNames],
    ['those of a small one', parse(good), ['observe', 'assess', 'compact']],
    ['those with X-Ray', { ...parse(good), tracing: true }, ['observe-traced', 'assess-traced', 'compact-traced']],
  ])('bundles the functions that are shipped, and no others: %s', async (_, declared, names) => {
    writeFileSync(join(project, 'environments', 'prod.yaml'), stringify(declared));
    expect(await run({ env: 'prod' })).toMatchObject({ code: 0, bundled: names });
  });

  test('says what is wrong with a function that cannot be bundled, and writes nothing', async () => {
    writeFileSync(join(project, 'environments', 'prod.yaml'), stringify(everything));
    expect(await run({ env: 'prod' }, { broken: 'digest' })).toMatchObject({
      code: 2,
      said: expect.stringMatching(/^redis-auditor: the functions cannot be bundled: lambdas\/digest.ts: .*\nMend /),
    });
    expect(written()).toEqual([]);
  });

  test('takes environments from elsewhere', async () => {
    mkdirSync(join(project, 'other'));
    writeFileSync(join(project, 'other', 'test.yaml'), good);
    expect(await run({ env: 'test', environments: 'other' })).toMatchObject({ code: 0 });
    expect(await run({ env: 'prod', environments: 'none' })).toMatchObject({
      said: expect.stringContaining('none has no files NAME.yaml; say which one'),
    });
  });

  test('tells every problem of a file, and writes nothing', async () => {
    const { code, said } = await run({ env: 'bad' });
    expect(code).toBe(2);
    expect(said).toMatch(/environments\/bad\.yaml has \d problems:/);
    for (const words of ['nobody would be told', 'sceret: unknown key', 'seeds']) expect(said).toContain(words);
    expect(said).not.toMatch(/^\s+at /m);
    expect(written()).toEqual([]);
  });

  test('tells what cannot work together, and writes nothing', async () => {
    writeFileSync(
      join(project, 'environments', 'bad.yaml'),
      good.replace(
        'clusters:',
        'storage: { expireAfterDays: 1, objectLock: { mode: governance, days: 2 } }\nclusters:',
      ),
    );
    const { code, said } = await run({ env: 'bad' });
    expect([code, said]).toEqual([2, expect.stringContaining('storage: objectLock keeps objects for longer')]);
    expect(written()).toEqual([]);
  });
});

describe("a team's own rules", () => {
  const own = 'local-topology/ours';
  const named = `${good.replace('    seeds', `    rules: { ${own}: { severity: info } }\n    seeds`)}localRules: ../rules\ndigest: {}\n`;
  const rules = join(project, 'rules', 'local-topology');

  beforeEach(() => {
    mkdirSync(rules, { recursive: true });
    writeFileSync(join(rules, 'ours.ts'), ruleText(own, { check: "() => fail('it is')" }));
    writeFileSync(join(project, 'environments', 'prod.yaml'), named);
  });

  test('lie beside the code of the functions that read, judge and sum up by them, and of no other', async () => {
    expect(await run({ env: 'prod' })).toMatchObject({ code: 0 });
    const assets = readdirSync(out).filter(
      (name) => name.startsWith('asset.') && existsSync(join(out, name, 'index.js')),
    );
    const withRules = assets.filter((name) => existsSync(join(out, name, 'rules.json')));
    expect(assets.length - withRules.length).toBe(1);
    const codes = withRules.map((name) => readFileSync(join(out, name, 'index.js'), 'utf8'));
    for (const name of ['observe', 'assess', 'digest']) expect(codes).toContainEqual(expect.stringContaining(name));
    const [first = ''] = withRules;
    expect(JSON.parse(readFileSync(join(out, first, 'rules.json'), 'utf8'))).toMatchObject({ files: [`${own}.ts`] });
  });

  test('that are broken are told with every problem, and nothing is written', async () => {
    writeFileSync(join(rules, 'other.ts'), 'const x: = 1;');
    writeFileSync(join(rules, 'ours.ts'), ruleText('aof/not-enabled'));
    const { code, said } = await run({ env: 'prod' });
    expect(code).toBe(2);
    for (const words of [
      'rules has 2 problems:',
      'other.ts:1: Unexpected "="',
      'its id is aof/not-enabled, and that one',
    ])
      expect(said).toContain(words);
    expect(said).not.toMatch(/^\s+at /m);
    expect(written()).toEqual([]);
  });
});

test('bin/app.ts hands over the exit code, and no stack', () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, ['bin/app.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, CDK_OUTDIR: out },
  });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^redis-auditor: no environment was named\nIn environments there are: .*example.*\n$/);
  expect(written()).toEqual([]);
});

test('cdk.json takes every feature that the library recommends', () => {
  const path = join(root, 'node_modules', 'aws-cdk-lib', 'recommended-feature-flags.json');
  expect(context).toMatchObject(JSON.parse(readFileSync(path, 'utf8')) as object);
});
