import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { rules } from '../../lib/core/rules/index.ts';
import { run } from './fake-io.ts';

describe('rules', () => {
  test('lists every rule with severity and problem, and so does `rules list`', async () => {
    const { code, stdout } = await run('rules');
    expect(code).toBe(0);
    expect(
      stdout
        .split('\n')
        .slice(0, rules.length)
        .map((line) => line.split(/ {2,}/)),
    ).toEqual(rules.map(({ id, severity, title }) => [id, severity, title]));
    expect(stdout).toContain(`${rules.length} rules; more about one: redis-auditor rules explain ID`);
    expect(await run('rules list')).toEqual(await run('rules'));
  });

  test('lists one area', async () => {
    const ids = (await run('rules list slowlog')).stdout.match(/^[\w-]+\/[\w-]+/gm);
    expect(ids).toEqual(rules.filter(({ area }) => area === 'slowlog').map(({ id }) => id));
  });
});

describe('rules explain', () => {
  test('says what the rule looks at, why, what to do, and how to change it', async () => {
    const { code, stdout } = await run('rules explain latency/round-trip-slow');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^WARNING latency\/round-trip-slow: /);
    for (const label of [
      'looks at',
      'applies to',
      'runs in',
      'why',
      'what to do',
      'options',
      'reads',
      "can't see",
      'see also',
    ]) {
      expect(stdout).toMatch(new RegExp(`^${label} `, 'm'));
    }
    expect(stdout).toMatch(/failAboveMs: 10\n/);
    expect(stdout).toContain('audits of kind full, latency');
  });

  test('takes a name without its area when only one rule has it', async () => {
    expect(await run('rules explain round-trip-slow')).toEqual(await run('rules explain latency/round-trip-slow'));
  });

  test.each([
    ['aof/nott-enabled', 'Did you mean aof/not-enabled?'],
    ['rdb/not-enabled', 'Did you mean aof/not-enabled?'],
    ['slot-uncoverd', 'Did you mean topology/slot-uncovered?'],
    ['nothing/like-this', '`redis-auditor rules list` shows all of them.'],
  ])('%s is not one: %s', async (id, hint) => {
    expect(await run(`rules explain ${id}`)).toEqual({
      code: 2,
      stdout: '',
      stderr: `redis-auditor: No rule is called ${id}\n${hint}\n`,
    });
  });
});

describe('rules as a file has them', () => {
  const directory = mkdtempSync(join(tmpdir(), 'rules-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const config = join(directory, 'cluster.yaml');
  const environment = join(directory, 'prod.yaml');
  const settings = `
    latency/round-trip-slow: {severity: info, failureThreshold: 3, options: {failAboveMs: 5, samples: 20}}
    latency/monitor-off: {off: measured elsewhere}
`;
  writeFileSync(config, `rules:${settings}`);
  writeFileSync(
    environment,
    `alerts: {email: [a@example.com]}
watchdog: {email: [a@example.com]}
clusters:
  - {id: shop, seeds: [10.0.0.1:6379]}
  - id: cart
    seeds: [10.0.0.2:6379]
    rules:${settings.replaceAll('\n', '\n  ')}
`,
  );

  test.each([
    ['a configuration', () => `--config ${config}`],
    ['one cluster of an environment', () => `--config ${environment} --cluster cart`],
  ])('%s', async (_, words) => {
    const { code, stdout } = await run(`rules list latency ${words()}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^latency\/monitor-off +off +The latency monitor is off\n +off: measured elsewhere$/m);
    expect(stdout).toMatch(
      /^latency\/round-trip-slow +info +Round.*\n +severity info \(warning by default\)\n +failureThreshold 3 \(1 by default\)\n +failAboveMs 5 \(10 by default\)\n\n/m,
    );
    expect(stdout).toMatch(/^latency\/fork-slow +warning /m);
  });

  test('and one of them with where that comes from', async () => {
    const { stdout } = await run(`rules explain latency/monitor-off --config ${config}`);
    expect(stdout.replace(/\s+/g, ' ')).toContain(`set here off: measured elsewhere (${config})`);
    expect((await run(`rules explain aof/not-enabled --config ${config}`)).stdout.replace(/\s+/g, ' ')).toContain(
      `set here nothing: ${config} leaves it as declared`,
    );
  });

  test('and with where each setting of its policy comes from', async () => {
    const layered = join(directory, 'layered.yaml');
    writeFileSync(
      layered,
      `alerts: {email: [a@example.com]}
watchdog: {email: [a@example.com]}
policy: {preset: cache, maxLossSeconds: 600}
clusters:
  - {id: shop, seeds: [10.0.0.1:6379], policy: {minReplicas: 2}}
  - {id: cart, seeds: [10.0.0.2:6379], policy: {preset: sessions}}
`,
    );
    const policyOf = async (words: string) => {
      const { stdout } = await run(`rules explain aof/not-enabled --config ${layered} ${words}`);
      return stdout.replace(/\s+/g, ' ');
    };
    expect(await policyOf('--cluster shop')).toContain(
      'policy use cache (preset cache); persistence none (preset cache); aof.roles none (preset cache); ' +
        'aof.fsync everysec+always+no (preset cache); rdb.savePoints none (preset cache); ' +
        'maxLossSeconds 600 (environment); kernelFlushSeconds 35 (default); minReplicas 2 (cluster)',
    );
    expect(await policyOf('--cluster cart')).toContain('use sessions (preset sessions)');
    expect(await policyOf('--cluster cart --preset store')).toContain('use store (preset store)');
    const { stdout } = await run('rules explain aof/not-enabled --preset cache');
    expect(stdout.replace(/\s+/g, ' ')).toContain('minReplicas 0 (preset cache)');
  });

  test('a preset that does not exist is told once, with its line', async () => {
    const wrong = join(directory, 'preset.yaml');
    writeFileSync(wrong, 'policy:\n  preset: cach\n');
    expect(await run(`config check ${wrong}`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        `${wrong}:2: policy.preset: must be one of store, sessions, cache; did you mean cache?`,
      ),
    });
    expect((await run('rules explain aof/not-enabled --preset cach')).code).toBe(2);
  });

  test.each([
    [
      'which cluster is meant',
      () => `--config ${environment}`,
      /say with --cluster which cluster of .* is meant\nIt declares shop and cart/,
    ],
    ['that there is no such cluster', () => `--config ${environment} --cluster x`, /declares no cluster x/],
    ['that a cluster alone is not enough', () => '--cluster shop', /name the file with --config/i],
    ['that there is no such file', () => '--config nowhere.yaml', /nowhere\.yaml/],
  ])('says %s', async (_, words, message) => {
    expect(await run(`rules list ${words()}`)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });
});
