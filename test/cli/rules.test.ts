import { describe, expect, test } from '@jest/globals';
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
