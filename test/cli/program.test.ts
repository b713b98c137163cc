import { describe, expect, test } from '@jest/globals';
import { run } from './fake-io.ts';

const commands = [
  '',
  'audit',
  'latency',
  'rpo',
  'demo',
  'silence',
  'silence add',
  'silence list',
  'silence end',
  'explain',
  'rules',
  'rules list',
  'rules explain',
  'acl',
  'history',
  'history list',
  'history show',
  'history diff',
  'history timeline',
  'history slowlog',
  'history alerts',
  'history sql',
  'config',
  'config check',
  'config schema',
];

describe('help', () => {
  test.each(commands)('of "%s" has examples, fits on any terminal and is no failure', async (command) => {
    for (const columns of [80, 100, 200, undefined]) {
      const { code, stdout, stderr } = await run(`${command} --help`, { columns });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`Usage: redis-auditor ${command}`.trimEnd());
      expect(stdout).toContain('Examples:\n  redis-auditor');
      expect(stdout.split('\n').filter((line) => line.length > Math.min(100, columns ?? 100))).toEqual([]);
    }
  });

  test('names every command once, with what it is good for', async () => {
    const { stdout } = await run('--help');
    for (const command of new Set(commands.map((each) => each.split(' ')[0]))) {
      if (command !== '') expect(stdout.match(new RegExp(`^  ${command} .*\\w`, 'gm'))).toHaveLength(1);
    }
  });

  test('is also to be had by `help`', async () => {
    expect((await run('help audit')).stdout).toBe((await run('audit --help')).stdout);
  });
});

test('--version prints the version alone', async () => {
  expect(await run('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

describe('what cannot be done as typed ends with 2 and one message', () => {
  test.each<[string, string]>([
    ['adit', "redis-auditor: unknown command 'adit'\n(Did you mean audit?)"],
    ['audit --wacth 60s', "redis-auditor: unknown option '--wacth'\n(Did you mean --watch?)"],
    [
      'audit h --watch soon',
      "option '--watch <time>' argument 'soon' is invalid. Write a time above 0 as 60s, 5m or 1h.",
    ],
    ['audit h --format xml', "argument 'xml' is invalid. Allowed choices are text, json, markdown, junit."],
    ['audit h --fail-on error', 'Allowed choices are critical, warning, info, none.'],
    ['audit h --audit everything', 'Allowed choices are full, slowlog, latency, topology, persistence.'],
    ['audit h --nat 10.0.0.1', "argument '10.0.0.1' is invalid. Write it as 10.0.0.1:6379=127.0.0.1:7001."],
    ['audit h --store', "option '--store <place>' argument missing"],
    ['explain', "missing required argument 'what'"],
    ['explain frobnicate', 'Nothing is known about frobnicate'],
    ['rules explain', "missing required argument 'id'"],
    ['rules explain aof/nott-enabled', 'No rule is called aof/nott-enabled\nDid you mean aof/not-enabled?'],
    ['rules list aoff', 'No rules are in an area called aoff\nDid you mean aof?'],
    ['config check /nowhere/cluster.yaml', '/nowhere/cluster.yaml: there is no such file'],
    ['config chekc x', "unknown command 'chekc'\n(Did you mean check?)"],
    ['acl extra', 'too many arguments'],
    ['audit http://h:1', 'A URL cannot begin with http://\nWrite redis://'],
  ])('%s', async (line, message) => {
    const { code, stdout, stderr } = await run(line);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^redis-auditor: /);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('nothing typed at all: the help, as a complaint', async () => {
    const { code, stdout, stderr } = await run('');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: redis-auditor');
  });

  test('a password in a wrong URL is not repeated', async () => {
    const { code, stderr } = await run('audit redis://ann:hunter2@h:1/9');
    expect(code).toBe(2);
    expect(stderr).not.toContain('hunter2');
  });

  test('what was typed cannot play with the terminal', async () => {
    const { stderr } = await run(['explain', 'x\u001b[2J']);
    expect(stderr).toContain('x\\x1b[2J');
  });
});
