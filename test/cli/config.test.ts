import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { rules } from '../../lib/core/rules/index.ts';
import { run } from './fake-io.ts';

async function fileWith(text: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'config-')), 'cluster.yaml');
  await writeFile(file, text);
  return file;
}

describe('config check', () => {
  test('says that a file is in order, and which rules it switches off', async () => {
    const file = await fileWith('cluster: {id: shop}\nrules: {latency/monitor-off: {off: read elsewhere}}\n');
    expect(await run(['config', 'check', file])).toEqual({
      code: 0,
      stdout: `${file} is in order for cluster shop: ${rules.length - 1} rules of ${rules.length} run\n  off: latency/monitor-off (read elsewhere)\n`,
      stderr: '',
    });
  });

  test('tells everything that is wrong at once, with lines', async () => {
    const file = await fileWith(
      'clutser: {id: shop}\nrules:\n  aof/not-enabeld: {severity: info}\npolicy:\n  maxLossSeconds: -1\n',
    );
    expect(await run(['config', 'check', file])).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        `redis-auditor: ${file} has 3 problems:`,
        `  ${file}:1: clutser: unknown key; did you mean cluster?`,
        `  ${file}:3: rules.aof/not-enabeld: no rule is called that; did you mean aof/not-enabled?`,
        `  ${file}:5: policy.maxLossSeconds: must be at least 0`,
        '`redis-auditor config schema` prints what may stand in it.',
        '',
      ].join('\n'),
    });
  });
});

test('config schema prints a schema that knows the rules of this version', async () => {
  const { code, stdout } = await run('config schema');
  expect(code).toBe(0);
  expect(Object.keys(JSON.parse(stdout).properties.rules.properties)).toEqual(rules.map(({ id }) => id));
});
